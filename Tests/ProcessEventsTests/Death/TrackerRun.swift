import ProcessEvents

/// A tracker in the hands of a test: events reach it worded as the kernel's, one microsecond after the
/// other, and only those that its mask lets through.
struct TrackerRun {
  /// What a test says about a death.
  struct Death: Hashable, Sendable, CustomStringConvertible {
    var process: Int32
    var status: ExitStatus

    init(_ process: Int32, _ status: ExitStatus) {
      self.process = process
      self.status = status
    }

    var description: String { "\(process): \(status)" }
  }

  var tracker: DeathTracker
  private(set) var now = KernelInstant(nanoseconds: 5_000_000_000)
  private(set) var told: [ProcessDeath] = []
  private var mask: EventMask

  static let parent: Int32 = 2

  init(observing mask: EventMask) {
    self.mask = mask
    tracker = DeathTracker(observing: mask)
  }

  /// What has been told since the last time that a test looked.
  mutating func deaths() -> [Death] {
    defer { told.removeAll() }
    return told.map { Death($0.process.rawValue, $0.status) }
  }

  mutating func pass(milliseconds: UInt64) {
    now = now.advanced(byNanoseconds: milliseconds * 1_000_000)
  }
}

extension TrackerRun {
  mutating func begin(_ process: Int32) {
    begin(process, of: process)
  }

  mutating func begin(_ thread: Int32, of process: Int32) {
    let child = TaskID(thread: ThreadID(thread), process: ProcessID(process))
    deliver(.fork(Fork(parent: TrackerRun.parentTask, child: child)))
  }

  mutating func end(_ process: Int32, _ status: ExitStatus) {
    end(process, of: process, status)
  }

  mutating func end(_ thread: Int32, of process: Int32, _ status: ExitStatus) {
    let task = TaskID(thread: ThreadID(thread), process: ProcessID(process))
    deliver(
      .exit(
        ThreadExit(
          task: task, status: status, exitSignal: task.isLeader ? 17 : .max,
          parent: task.isLeader ? TrackerRun.parentTask : TaskID(leaderOf: ProcessID(0)))))
  }

  mutating func deliver(_ payload: ProcessEvent.Payload) {
    now = now.advanced(byNanoseconds: 1_000)
    let event = ProcessEvent(time: now, cpu: 1, sequence: 0, payload: payload)
    guard mask.admits(event) else { return }
    if let death = tracker.observe(event) { told.append(death) }
  }

  private static var parentTask: TaskID { TaskID(leaderOf: ProcessID(parent)) }
}

extension TrackerRun {
  /// The processes that the tracker asks about.
  mutating func checks() -> [Int32] { tracker.takeChecks().map(\.process.rawValue) }

  mutating func answerAlive(_ process: Int32, at instant: KernelInstant? = nil) {
    now = now.advanced(byNanoseconds: 1_000)
    tracker.resolve(ProcessID(process), as: .alive(at: instant ?? now))
  }

  mutating func answerGone(_ process: Int32, status: ExitStatus? = nil) {
    now = now.advanced(byNanoseconds: 1_000)
    tracker.resolve(ProcessID(process), as: .gone(at: now, status: status))
  }

  mutating func answerUnknown(_ process: Int32) {
    now = now.advanced(byNanoseconds: 1_000)
    tracker.resolve(ProcessID(process), as: .unknown(at: now))
  }

  /// No event waits: what has been found gone is told.
  mutating func settle() { settle(before: nil) }

  /// - Parameter now: the present; left out, it is late enough for every death.
  mutating func settle(before instant: KernelInstant?, now: KernelInstant? = nil) {
    var settled: [ProcessDeath] = []
    tracker.settle(before: instant, now: now ?? KernelInstant(nanoseconds: .max)) {
      settled.append($0)
    }
    told += settled
  }

  mutating func forget(_ process: Int32) { tracker.forget(ProcessID(process)) }

  mutating func lose() { tracker.eventsWereLost() }

  mutating func change(to mask: EventMask) {
    self.mask = mask
    tracker.observe(kinds: mask)
  }
}
