internal import KernelInterface
internal import ProcessEvents

/// Answers whether processes are gone, and waits for those that are not.
struct LivenessWatch: ~Copyable, Sendable {
  private let epoll: Epoll
  private var descriptors: [ProcessID: Held] = [:]
  private var oldestFirst: [ProcessID] = []

  /// Descriptors held at once; past it the oldest is given up.
  private static let capacity = 256

  private final class Held: Sendable {
    let descriptor: PidDescriptor
    init(_ descriptor: consuming PidDescriptor) { self.descriptor = descriptor }
  }

  /// - Parameter source: a descriptor that makes ``rawDescriptor`` readable, too; negative is none.
  private init(besides source: Int32) throws(SystemCallError) {
    let epoll = try Epoll()
    if source >= 0 { try epoll.add(source, token: .max) }
    self.epoll = epoll
  }

  /// Readable when a process that is waited for has ended, or the other source is.
  var rawDescriptor: Int32 { epoll.rawDescriptor }

  static func open(besides source: Int32) throws(ConnectorError) -> LivenessWatch {
    do { return try LivenessWatch(besides: source) } catch {
      throw ConnectorError(error, in: .current())
    }
  }

  /// Answers all that the tracker asks.
  ///
  /// - Returns: whether a process was found gone.
  mutating func answerChecks(of tracker: inout DeathTracker) -> Bool {
    var foundGone = false
    for check in tracker.takeChecks() {
      let process = check.process
      switch ThreadGroupProbe(
        process: process.rawValue, endedAt: check.lastExit.nanoseconds)
      {
      case .gone:
        tracker.resolve(process, as: .gone(at: .now, status: nil))
        foundGone = true
      case .alive(let descriptor):
        tracker.resolve(process, as: .alive(at: .now))
        hold(descriptor, of: process, tracker: &tracker)
      case .unanswered:
        tracker.resolve(process, as: .unknown(at: .now))
        foundGone = true
      }
    }
    return foundGone
  }

  /// Tells the tracker which of the processes waited for have ended.
  ///
  /// - Returns: whether there was one.
  mutating func reportEnded(to tracker: inout DeathTracker) throws(SystemCallError) -> Bool {
    guard !descriptors.isEmpty else { return false }
    var ended: [ProcessID] = []
    try epoll.ready { token in
      if token != .max { ended.append(ProcessID(Int32(truncatingIfNeeded: token))) }
    }
    for process in ended {
      let status = descriptors[process]?.descriptor.exitStatus.map(ExitStatus.init(rawValue:))
      tracker.resolve(process, as: .gone(at: .now, status: status))
      release(process)
    }
    return !ended.isEmpty
  }

  private mutating func hold(
    _ descriptor: consuming PidDescriptor, of process: ProcessID, tracker: inout DeathTracker
  ) {
    if descriptors[process] != nil { release(process) }
    if descriptors.count >= LivenessWatch.capacity, let oldest = oldestFirst.first {
      tracker.forget(oldest)
      release(oldest)
    }
    let held = Held(descriptor)
    do {
      try epoll.add(
        held.descriptor.rawDescriptor, token: UInt64(UInt32(bitPattern: process.rawValue)))
    } catch {
      tracker.forget(process)
      return
    }
    descriptors[process] = held
    oldestFirst.append(process)
  }

  private mutating func release(_ process: ProcessID) {
    guard let held = descriptors.removeValue(forKey: process) else { return }
    epoll.remove(held.descriptor.rawDescriptor)
    oldestFirst.removeAll { $0 == process }
  }
}

extension KernelInstant {
  static var now: KernelInstant { KernelInstant(nanoseconds: Clocks.monotonic) }
}
