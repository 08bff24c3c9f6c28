import ConnectorProtocol
import KernelInterface
import ProcessEvents

/// A socket that has joined and asked for nothing, so that it hears everything and counts for nothing: what the
/// kernel tells of the script's processes, in its order.
final class Observer {
  private let socket: KernelSocket

  init(isAdministrator: Bool) throws(SystemCallError) {
    socket = try KernelSocket()
    if isAdministrator { try socket.setBuffer(bytes: 16 << 20, beyondLimit: true) }
    try socket.join()
  }

  /// The events of children that came since the last call, in the order of the kernel, until all have ended.
  ///
  /// What comes before a child's fork or behind its end is about another process with the same id.
  ///
  /// - Parameter isDue: whether there are any; else what came is looked at only once.
  func events(of children: Set<Int32>, isDue: Bool) throws -> [ProcessEvent] {
    var events: [ProcessEvent] = []
    var living: [Int32: Int] = [:]
    let end = Clocks.monotonic + 10_000_000_000
    while true {
      for event in try take() {
        guard let process = event.task?.process.rawValue, children.contains(process) else {
          continue
        }
        if case .fork(let fork) = event.payload, fork.isProcess, living[process] == nil {
          living[process] = 0
        }
        guard let threads = living[process] else { continue }
        switch event.payload {
        case .fork(let fork) where fork.isProcess || threads > 0: living[process] = threads + 1
        case .exit where threads > 0: living[process] = threads - 1
        default: if threads == 0 { continue }
        }
        events.append(event)
      }
      if living.count == children.count && living.values.allSatisfy({ $0 == 0 }) { return events }
      guard isDue else { return events }
      guard Clocks.monotonic < end else {
        throw Difference.found("the kernel told only \(events.map(\.payload)) of \(children)")
      }
      _ = try pollReadable(socket.descriptor, timeout: 100_000_000)
    }
  }

  /// Takes all that waits and forgets it.
  func forget() throws { _ = try take() }

  private func take() throws -> [ProcessEvent] {
    var events: [ProcessEvent] = []
    while true {
      do throws(SystemCallError) {
        for bytes in try socket.receive(limit: .max) {
          if case .event(let event) = bytes.asMessage { events.append(event) }
        }
      } catch {
        if error.errno == .wouldBlock { return events }
        guard error.errno == .noBufferSpace else { throw error }
        throw Difference.disturbed("the observer has overflowed")
      }
    }
  }
}
