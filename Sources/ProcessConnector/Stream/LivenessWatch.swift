internal import KernelInterface
internal import ProcessEvents

/// Answers whether processes are gone, and waits for those that are not.
struct LivenessWatch: ~Copyable, Sendable {
  private let epoll: Epoll
  private var descriptors: [ProcessID: Held] = [:]
  private var oldestFirst: [ProcessID] = []
  private var unreaped: [Unreaped] = []
  private let tellsExitStatus = PidDescriptor.canTellExitStatus()

  /// Descriptors held at once; past it the oldest is given up.
  private static let capacity = 256

  /// How long a parent is given to take note of its child's end; the true status is known from then on.
  private static let patienceNanoseconds: UInt64 = 20_000_000

  /// How often to look whether it has.
  private static let lookNanoseconds: UInt64 = 1_000_000

  private struct Unreaped: Sendable {
    let id: ProcessID
    let held: Held
    let deadline: KernelInstant
  }

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

  /// Processes of which a thread has ended, and that were alive after that.
  var living: some Collection<ProcessID> { descriptors.keys }

  /// Whether no process is waited for.
  var holdsNone: Bool { descriptors.isEmpty }

  /// Whether a process has ended whose status may still come.
  var awaitsStatus: Bool { !unreaped.isEmpty }

  /// When to call ``reportEnded(to:)`` even if nothing has become readable; nil where there is no need.
  var nextLook: KernelInstant? {
    unreaped.isEmpty ? nil : .now.advanced(byNanoseconds: LivenessWatch.lookNanoseconds)
  }

  /// Answers all that the tracker asks.
  ///
  /// - Returns: whether a process was found gone.
  mutating func answerChecks(of tracker: inout DeathTracker) -> Bool {
    var foundGone = false
    for check in tracker.takeChecks() {
      let process = check.process
      let before = KernelInstant.now
      switch ThreadGroupProbe(process: process.rawValue, endedAt: check.lastExit.nanoseconds) {
      case .gone:
        tracker.resolve(process, as: .gone(at: .now, status: nil))
        foundGone = true
      case .ended(let descriptor):
        let status =
          check.isMultithreaded
          ? LivenessWatch.zombieStatus(of: process, heldBy: descriptor) : nil
        if check.isMultithreaded, status == nil, tellsExitStatus {
          awaitReaping(of: process, Held(descriptor))
        } else {
          tracker.resolve(process, as: .gone(at: .now, status: status))
        }
        foundGone = true
      case .alive(let descriptor):
        tracker.resolve(process, as: .alive(at: before))
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
  /// - Parameter isFinal: tell also of those whose status may still come.
  /// - Returns: whether there was one.
  mutating func reportEnded(
    to tracker: inout DeathTracker, isFinal: Bool = false
  ) throws(SystemCallError) -> Bool {
    if !descriptors.isEmpty {
      var ended: [ProcessID] = []
      try epoll.ready { token in
        if token != .max { ended.append(ProcessID(Int32(truncatingIfNeeded: token))) }
      }
      for process in ended {
        if let held = release(process) { awaitReaping(of: process, held) }
      }
    }
    guard !unreaped.isEmpty else { return false }
    let now = KernelInstant.now
    var foundGone = false
    unreaped.removeAll { process in
      let held = process.held
      let status =
        held.descriptor.exitStatus.map(ExitStatus.init(rawValue:))
        ?? LivenessWatch.zombieStatus(of: process.id, heldBy: held.descriptor)
      guard status != nil || isFinal || !tellsExitStatus || process.deadline <= now else {
        return false
      }
      tracker.resolve(process.id, as: .gone(at: .now, status: status))
      foundGone = true
      return true
    }
    return foundGone
  }

  /// The status of a process that its parent has not reaped yet, where this process may see it.
  private static func zombieStatus(
    of process: ProcessID, heldBy descriptor: borrowing PidDescriptor
  ) -> ExitStatus? {
    ZombieStatus.read(of: process.rawValue, heldBy: descriptor).map(ExitStatus.init(rawValue:))
  }

  private mutating func awaitReaping(of process: ProcessID, _ held: Held) {
    unreaped.append(
      Unreaped(
        id: process, held: held,
        deadline: .now.advanced(byNanoseconds: LivenessWatch.patienceNanoseconds)))
  }

  private mutating func hold(
    _ descriptor: consuming PidDescriptor, of process: ProcessID, tracker: inout DeathTracker
  ) {
    _ = release(process)
    if descriptors.count >= LivenessWatch.capacity, let oldest = oldestFirst.first {
      tracker.forget(oldest)
      _ = release(oldest)
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

  private mutating func release(_ process: ProcessID) -> Held? {
    guard let held = descriptors.removeValue(forKey: process) else { return nil }
    epoll.remove(held.descriptor.rawDescriptor)
    oldestFirst.removeAll { $0 == process }
    return held
  }
}
