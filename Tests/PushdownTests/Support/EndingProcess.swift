import ProcessConnector
import ProcessEvents
import TestSupport

/// A process of several threads that ends in one of the ways in which processes end.
struct EndingProcess {
  /// The ends of its threads in their order.
  var exits: [ProcessEvent] = []
  /// What `wait(2)` gives.
  var status: ExitStatus

  /// What the last exit tells of the parent; 0 where that had reaped the process before.
  var parent: Int32

  static let id: Int32 = 100
  static let parent: Int32 = 2

  /// Some threads end by themselves, perhaps with a code of their own, and all others together.
  init(_ random: inout SeededGenerator) {
    var threads = (0..<random.number(in: 1...4)).map { EndingProcess.id + $0 }
    threads.shuffle(using: &random)
    var time: UInt64 = 5_000_000_000
    let leaderIsLast = threads.last == EndingProcess.id
    parent = leaderIsLast && random.once(in: 3) ? 0 : EndingProcess.parent
    let early = random.number(in: 0...(threads.count - 1))
    status = random.element(
      of: [
        .exited(code: 0), .exited(code: 3), .exited(code: 4), .signaled(.kill),
        .signaled(.segmentationFault), .signaled(.segmentationFault, coreDumped: true),
      ] as [ExitStatus])
    for thread in threads.prefix(early) {
      let own: UInt8 = random.once(in: 3) ? random.element(of: [3, 4]) : 0
      append(thread, .exited(code: own), at: time)
      time += 1_000_000_000
    }
    let dumper = random.element(of: threads.dropFirst(early))
    for thread in threads.dropFirst(early) {
      let flag: UInt32 = thread == dumper ? 0 : 0x80
      let isSignal = status.signal != nil
      append(
        thread, ExitStatus(rawValue: isSignal ? status.rawValue & ~flag : status.rawValue),
        at: time)
      time += 2_000
    }
  }

  private mutating func append(_ thread: Int32, _ status: ExitStatus, at time: UInt64) {
    let task = TaskID(thread: ThreadID(thread), process: ProcessID(EndingProcess.id))
    let parent = TaskID(leaderOf: ProcessID(task.isLeader ? parent : 0))
    let exit = ThreadExit(
      task: task, status: status, exitSignal: task.isLeader ? 17 : .max, parent: parent)
    exits.append(
      ProcessEvent(
        time: KernelInstant(nanoseconds: time), cpu: 1, sequence: 0, payload: .exit(exit)))
  }

  /// The exit that the filter is about.
  var death: ProcessEvent {
    ProcessEvent(
      ProcessDeath(
        process: ProcessID(EndingProcess.id), parent: ProcessID(parent),
        status: status, time: exits.last!.time, cpu: 1))
  }
}

extension EndingProcess {
  /// The deaths that are told where a plan's filter is in place.
  func deaths(told plan: FilterPlan) throws -> [ProcessDeath] {
    var tracker = DeathTracker(observing: plan.observed)
    var deaths: [ProcessDeath] = []
    let process = ProcessID(EndingProcess.id)
    for (index, exit) in exits.enumerated() {
      if try plan.passes(exit), let death = tracker.observe(exit) { deaths.append(death) }
      let isLast = index == exits.count - 1
      let now = exit.time.advanced(byNanoseconds: 500)
      if !tracker.takeChecks().isEmpty {
        tracker.resolve(process, as: isLast ? .gone(at: now, status: nil) : .alive(at: now))
      }
    }
    let end = exits.last!.time.advanced(byNanoseconds: 1_000)
    tracker.resolve(process, as: .gone(at: end, status: nil))
    tracker.settle(before: nil, now: KernelInstant(nanoseconds: .max)) { deaths.append($0) }
    return deaths.filter { plan.rest.evaluate(ProcessEvent($0)) == .true }
  }
}
