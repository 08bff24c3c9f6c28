package import KernelInterface
package import ProcessEvents

/// Waits for the ends of processes that need not be children.
///
/// Pidfds say who has ended, and cannot be misled by an id that is used again. How it ended is asked of
/// `/proc`, the kernel's record and the connector; ``AwaitedProcess`` decides. Nothing is polled: all that may
/// tell is a descriptor in one epoll set.
///
/// Kernel: Linux 5.3.
package struct ProcessWaiter: ~Copyable {
  /// Why the connector is not listened to, or not any more; nil where it is.
  package private(set) var refusal: ConnectorError?
  /// Whether the kernel keeps the status of a process that has been reaped. Kernel: Linux 6.15.
  package let tellsStatusOfReaped = PidDescriptor.canTellExitStatus()
  /// Ids that belong to no process, in the order asked for.
  package private(set) var absent: [ProcessID] = []
  /// Events that the socket had no room for.
  package private(set) var lost: UInt64 = 0

  private var subscription: Subscription?
  private let epoll: Epoll
  private var held: [Held] = []
  private var indices: [ProcessID: Int] = [:]
  /// Those that have ended and have not been told.
  private var unsettled: [Int] = []
  private var isInterrupted = false

  /// Noncopyable fields of generic types, an optional one included, are not to be trusted in Swift 6.3.1.
  private final class Subscription {
    var reader: ConnectorReader
    init(_ reader: consuming ConnectorReader) { self.reader = reader }
  }

  private final class Held {
    let descriptor: PidDescriptor
    var awaited: AwaitedProcess
    var wasAlive = false
    var hasEnded = false

    init(_ descriptor: consuming PidDescriptor, _ awaited: AwaitedProcess) {
      self.descriptor = descriptor
      self.awaited = awaited
    }
  }

  /// Who tells of the ends; nil where nobody does.
  package var source: ConnectorSource? { subscription?.reader.source }

  private init(_ epoll: consuming Epoll, _ subscription: Subscription?, _ refusal: ConnectorError?)
  {
    self.epoll = epoll
    self.subscription = subscription
    self.refusal = refusal
  }

  /// Subscribes to the ends of these processes only, and then takes hold of each.
  ///
  /// - Parameters:
  ///   - interrupt: a descriptor that ends a wait when it is readable; negative is none.
  /// - Throws: what no process can be waited for without: descriptors, or `pidfd_open(2)`.
  package static func hold(
    _ processes: [ProcessID], receiveBuffer: ReceiveBuffer = .default,
    source: ConnectorSource = .kernel, interruptedBy interrupt: Int32
  ) throws(SystemCallError) -> ProcessWaiter {
    let epoll = try Epoll()
    if interrupt >= 0 { try epoll.add(interrupt, token: Token.interrupt) }
    var waiter: ProcessWaiter
    do throws(ConnectorError) {
      let configuration = ConnectorConfiguration(
        events: .exit, filter: .exit && Filter.pid.in(Filter.NumberSet(processes)),
        delivery: .immediate, receiveBuffer: receiveBuffer, source: source)
      let subscription = Subscription(try ConnectorReader(configuration))
      waiter = ProcessWaiter(epoll, subscription, nil)
    } catch {
      waiter = ProcessWaiter(epoll, nil, error)
    }
    var sources: AwaitedProcess.Sources = waiter.subscription == nil ? [] : .events
    if waiter.tellsStatusOfReaped { sources.insert(.record) }
    for process in processes
    where waiter.indices[process] == nil && !waiter.absent.contains(process) {
      try waiter.hold(process, sources)
    }
    return waiter
  }

  private mutating func hold(
    _ process: ProcessID, _ sources: AwaitedProcess.Sources
  ) throws(SystemCallError) {
    let begin = KernelInstant.now
    let descriptor: PidDescriptor
    do { descriptor = try PidDescriptor(process: process.rawValue) } catch {
      guard [.noSuchProcess, .invalidArgument, .noSuchFile].contains(error.errno) else {
        throw error
      }
      absent.append(process)
      return
    }
    let new = Held(descriptor, AwaitedProcess(process, heldSince: begin, sources: sources))
    let index = held.count
    held.append(new)
    indices[process] = index
    new.wasAlive = try !new.descriptor.hasEnded
    if new.wasAlive {
      try epoll.add(new.descriptor.rawDescriptor, token: Token.make(index))
    } else {
      try takeEnd(of: index)
    }
  }

  /// Waits until a process has ended whose end was not told before.
  package mutating func wait(until deadline: KernelInstant?) throws(ConnectorError) -> WaiterOutcome
  {
    while true {
      do throws(SystemCallError) { try lookAround() } catch {
        throw ConnectorError(error, in: .current())
      }
      let now = KernelInstant.now
      let isOver = deadline.map { $0 <= now } ?? false
      let ended = takeSettled(isFinal: isOver, now: now)
      if !ended.isEmpty { return .ended(ended) }
      if isInterrupted { return .interrupted }
      if isOver { return .timedOut }
      let due = min(deadline ?? .latest, nextDue(at: now))
      try sleep(due == .latest ? nil : due.nanoseconds - min(now.nanoseconds, due.nanoseconds))
    }
  }

  /// Sleeps until something has come, and takes in what the connector tells.
  private mutating func sleep(_ nanoseconds: UInt64?) throws(ConnectorError) {
    guard let subscription else {
      do { _ = try pollReadable(epoll.rawDescriptor, timeout: nanoseconds) } catch {
        throw ConnectorError(error, in: .current())
      }
      return
    }
    let limit = nanoseconds.map { Duration.nanoseconds(Int64(clamping: $0)) }
    let outcome = try subscription.reader.wait(
      atMost: limit, interruptedBy: epoll.rawDescriptor)
    guard outcome == .ready else { return }
    var deaths: [ProcessDeath] = []
    var lost: UInt64 = 0
    do throws(ConnectorError) {
      _ = try subscription.reader.read { elements in
        for index in elements.indices {
          switch elements[index] {
          case .death(let death): deaths.append(death)
          case .lost(let loss): lost += loss.count
          default: break
          }
        }
      }
    } catch {
      guard case .hub(.ended, _) = error.cause else { throw error }
      // Descriptors and the kernel's record still tell what they can.
      refusal = error
      self.subscription = nil
    }
    self.lost += lost
    for death in deaths { try note(death) }
  }

  private mutating func note(_ death: ProcessDeath) throws(ConnectorError) {
    guard let index = indices[death.process] else { return }
    do throws(SystemCallError) {
      if !held[index].hasEnded, try held[index].descriptor.hasEnded { try takeEnd(of: index) }
    } catch {
      throw ConnectorError(error, in: .current())
    }
    held[index].awaited.note(.death(death))
  }

  /// Takes note of the descriptors that are readable.
  private mutating func lookAround() throws(SystemCallError) {
    var tokens: [UInt64] = []
    try epoll.ready { tokens.append($0) }
    for token in tokens {
      if token == Token.interrupt {
        isInterrupted = true
      } else if held[Token.index(token)].hasEnded {
        takeRecord(of: Token.index(token))
      } else {
        try takeEnd(of: Token.index(token))
      }
    }
  }

  /// The process has ended: asks how, while it can be asked, and else watches for its being reaped.
  private mutating func takeEnd(of index: Int) throws(SystemCallError) {
    let process = held[index]
    process.hasEnded = true
    process.awaited.note(.ended(at: .now))
    unsettled.append(index)
    if process.wasAlive { epoll.remove(process.descriptor.rawDescriptor) }
    if let status = ZombieStatus.read(
      of: process.awaited.process.rawValue, heldBy: process.descriptor)
    {
      process.awaited.note(.zombie(ExitStatus(rawValue: status)))
    } else if let status = process.descriptor.exitStatus {
      process.awaited.note(.record(ExitStatus(rawValue: status)))
    } else {
      try epoll.addHangUp(of: process.descriptor.rawDescriptor, token: Token.make(index))
    }
  }

  /// The process has been reaped.
  private mutating func takeRecord(of index: Int) {
    epoll.remove(held[index].descriptor.rawDescriptor)
    guard let status = held[index].descriptor.exitStatus else { return }
    held[index].awaited.note(.record(ExitStatus(rawValue: status)))
  }

  /// The processes that have ended and of which nothing more will be known, in the order asked for.
  ///
  /// - Parameter isFinal: there is no time to wait for what may still be told.
  private mutating func takeSettled(isFinal: Bool, now: KernelInstant) -> [EndedProcess] {
    guard !unsettled.isEmpty else { return [] }
    var ended: [EndedProcess] = []
    unsettled.sort()
    unsettled.removeAll { index in
      let process = held[index]
      if isFinal { process.awaited.note(.nothingMore) }
      let status: ExitStatus?
      switch process.awaited.outcome(at: now) {
      case .ended(let known): status = known
      case .endedUnknown: status = nil
      default: return false
      }
      // Told once; a hang-up that is still watched for is of no interest.
      epoll.remove(process.descriptor.rawDescriptor)
      ended.append(
        EndedProcess(
          process: process.awaited.process, status: status,
          time: process.awaited.endTime(wasAlive: process.wasAlive)))
      return true
    }
    return ended
  }

  private func nextDue(at now: KernelInstant) -> KernelInstant {
    var next = KernelInstant.latest
    for index in unsettled {
      if case .unsettled(let due) = held[index].awaited.outcome(at: now) { next = min(next, due) }
    }
    return next
  }

  private enum Token {
    static let interrupt = UInt64.max
    static func make(_ index: Int) -> UInt64 { UInt64(index) }
    static func index(_ token: UInt64) -> Int { Int(token) }
  }
}

extension KernelInstant {
  fileprivate static let latest = KernelInstant(nanoseconds: .max)
}
