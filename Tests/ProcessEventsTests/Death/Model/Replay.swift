import ProcessEvents
import TestSupport

/// Plays a history to a tracker as a listener would: by batches, answering its questions truthfully,
/// but late.
struct Replay {
  /// A death as told, and the process that it must be.
  struct Told: Hashable, CustomStringConvertible {
    /// Which of the model's processes it is; nil where there was none to die.
    var index: Int?
    var status: ExitStatus

    var description: String { "#\(index.map(String.init) ?? "?"): \(status)" }
  }

  private let history: RandomHistory
  private let mask: EventMask
  private var random: SeededGenerator
  private var tracker: DeathTracker
  private var now: UInt64
  private var answers: [(due: UInt64, process: ProcessID, liveness: Liveness, index: Int?)] = []
  private var watched: [Int] = []
  private(set) var told: [Told] = []

  init(_ history: RandomHistory, observing mask: EventMask, seed: UInt64) {
    self.history = history
    self.mask = mask
    random = SeededGenerator(seed: seed)
    tracker = DeathTracker(observing: mask)
    now = history.start
  }

  /// - Parameter isLost: which of the messages, by their places in the history, are lost.
  mutating func run(losing isLost: (Int) -> Bool = { _ in false }) {
    let messages = history.model.delivered
    var position = messages.firstIndex { $0.delivery >= now } ?? messages.count
    while position < messages.count || !answers.isEmpty || !watched.isEmpty {
      now += random.number(in: 10_000...5_000_000)
      while position < messages.count, messages[position].delivery <= now {
        if isLost(position) {
          tracker.eventsWereLost()
        } else if mask.admits(messages[position].event) {
          if let death = tracker.observe(messages[position].event) { take(death) }
        }
        position += 1
      }
      giveAnswers()
      // A thread that has ended by now may not have said so yet.
      settle(before: KernelInstant(nanoseconds: now - ModelProcess.pause))
      takeQuestions()
    }
    now = .max
    settle(before: nil)
  }

  private mutating func takeQuestions() {
    for check in tracker.takeChecks() {
      let index = history.model.bearer(
        of: check.process.rawValue, at: now, since: check.lastExit.nanoseconds)
      let instant = KernelInstant(nanoseconds: now)
      let liveness = index == nil ? Liveness.gone(at: instant, status: nil) : .alive(at: instant)
      let delay: UInt64 = random.once(in: 2) ? 0 : random.number(in: 0...3_000_000)
      answers.append((now + delay, check.process, liveness, index))
    }
  }

  private mutating func giveAnswers() {
    for index in watched where !history.model.processes[index].lives(at: now) {
      let process = history.model.processes[index]
      // The true status can be had only if the parent has reaped the process by now.
      let status = random.once(in: 2) ? process.status : nil
      let instant = KernelInstant(nanoseconds: now)
      tracker.resolve(ProcessID(process.id), as: .gone(at: instant, status: status))
    }
    watched.removeAll { !history.model.processes[$0].lives(at: now) }
    for answer in answers where answer.due <= now {
      tracker.resolve(answer.process, as: answer.liveness)
      if let index = answer.index, !watched.contains(index) { watched.append(index) }
    }
    answers.removeAll { $0.due <= now }
  }

  private mutating func settle(before instant: KernelInstant?) {
    var deaths: [ProcessDeath] = []
    tracker.settle(before: instant, now: KernelInstant(nanoseconds: now)) { deaths.append($0) }
    for death in deaths { take(death) }
  }

  private mutating func take(_ death: ProcessDeath) {
    let time = death.time.nanoseconds
    let index = history.model.processes.lastIndex {
      $0.id == death.process.rawValue && $0.began <= time && !$0.lives(at: now)
    }
    told.append(Told(index: index, status: death.status))
  }
}
