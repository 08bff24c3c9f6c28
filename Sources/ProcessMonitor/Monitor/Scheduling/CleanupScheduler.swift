internal import KernelInterface
internal import Logging
internal import ProcessTable

/// Brings the clean-ups of the journal's deaths about: as soon as may be, in the guards' order and measure, and
/// again after failures.
///
/// What it knows of the deaths is in the journal; it keeps only what runs, and what is held to be folded.
actor CleanupScheduler {
  private let holder: JournalHolder
  private let runner: CleanupRunner
  private let statistics: CleanupStatistics
  private let logger: Logger
  private nonisolated let alarm = Alarm()

  private var total: Int
  private var rules: [String: CleanupRule]
  private var queues: [String: GuardQueue] = [:]
  private var folder = CrashLoopFolder()
  /// Folds whose window has ended.
  private var folds: [CrashLoopFolder.Fold] = []
  /// What runs or is about to, and what is held.
  private var taken: Set<DeathID> = []
  private var runningCount = 0
  private var isStopping = false
  private var tasks: [DeathID: Task<Void, Never>] = [:]

  init(
    _ holder: JournalHolder, _ runner: CleanupRunner, _ statistics: CleanupStatistics,
    total: Int, rules: [String: CleanupRule], logger: Logger
  ) {
    self.holder = holder
    self.runner = runner
    self.statistics = statistics
    self.total = total
    self.rules = rules
    self.logger = logger
  }

  /// Takes in that there is something new in the journal.
  nonisolated func wake() { alarm.signal() }

  func setRules(_ rules: [String: CleanupRule], total: Int) {
    self.rules = rules
    self.total = total
    for name in queues.keys { queues[name]?.take(rules[name] ?? CleanupRule()) }
    wake()
  }

  var running: Int { runningCount }

  /// Runs until cancelled; then ends what runs, which is repeated after the next start.
  func run() async {
    while !Task.isCancelled {
      let pause = await beginWhatMay()
      await alarm.wait(atMost: pause)
    }
    isStopping = true
    await runner.shutDown()
    while let task = tasks.first?.value { await task.value }
  }

  /// Nanoseconds until another attempt where the journal cannot be read or written.
  private static let journalPause: UInt64 = 1_000_000_000
  /// The longest time without a look, in case the wall clock has been set.
  private static let longestPause: UInt64 = 60_000_000_000

  /// Begins as many clean-ups as may run.
  ///
  /// - Returns: nanoseconds until there may be more, if nobody wakes it.
  private func beginWhatMay() async -> UInt64 {
    do throws(JournalError) {
      let journal = try holder.get()
      // What becomes due while this looks for others is found the next time, at once.
      let begin = Clocks.realtime
      releaseFolds()
      try await beginOrdered(journal)
      let limited = try await beginOthers(journal)
      let now = Clocks.monotonic
      var pause = Self.longestPause
      if let limited { pause = min(pause, limited > now ? limited - now : 0) }
      if let release = folder.nextRelease { pause = min(pause, release > now ? release - now : 0) }
      if let retry = try await journal.nextRetry(after: begin) {
        let wall = Clocks.realtime
        pause = min(pause, retry > wall ? retry - wall : 0)
      }
      return pause
    } catch {
      holder.failed(error)
      return Self.journalPause
    }
  }

  private func queue(of name: String) -> GuardQueue {
    queues[name] ?? GuardQueue(rules[name] ?? CleanupRule())
  }

  private var hasRoom: Bool { runningCount < total }

  // MARK: Ordered guards

  private func beginOrdered(_ journal: Journal) async throws(JournalError) {
    for (name, rule) in rules where rule.isOrdered && hasRoom && queue(of: name).hasPlace {
      guard let head = try await journal.nextInOrder(of: name, at: Clocks.realtime),
        !taken.contains(head.death.id), mayBegin(name) == nil
      else { continue }
      begin([head])
    }
  }

  // MARK: Others

  /// - Returns: when a guard that had too many for a while may go on, on the monotonic clock.
  private func beginOthers(_ journal: Journal) async throws(JournalError) -> UInt64? {
    var limited: [String: UInt64] = [:]
    while hasRoom {
      let excluded = Set(rules.filter { $0.value.isOrdered }.keys)
        .union(queues.filter { !$0.value.hasPlace }.keys)
        .union(limited.keys)
        .union(folds.map(\.death.guardName))
      let deaths = try await journal.nextRunnable(
        at: Clocks.realtime, limit: total - runningCount + taken.count + Self.ahead,
        excluding: excluded)
      var hasBegun = false
      var held: [DeathID: UInt64] = [:]
      for next in deaths where !taken.contains(next.death.id) {
        let name = next.death.guardName
        guard hasRoom, queue(of: name).hasPlace, limited[name] == nil else { continue }
        hasBegun = true
        if let end = hold(next) {
          held[next.death.id] = end
        } else if let later = mayBegin(name) {
          limited[name] = later
        } else {
          begin([next])
        }
      }
      // What is held would be found again and again.
      if !held.isEmpty { try await journal.postpone(held, at: Clocks.realtime) }
      if !hasBegun { break }
    }
    return limited.values.min()
  }

  /// How many more deaths are read than may begin, so that folding does not read them one by one.
  private static let ahead = 256

  /// Asks the guard's rate for one to begin: nil where it may, else when to ask again.
  private func mayBegin(_ name: String) -> UInt64? {
    var queue = queue(of: name)
    let later = queue.take(at: Clocks.monotonic)
    queues[name] = queue
    return later
  }

  // MARK: Folding

  /// Holds a death that is one of many equal ones.
  ///
  /// - Returns: until when, on the wall clock; nil where it is to be cleaned up by itself.
  private func hold(_ next: JournaledDeath) -> UInt64? {
    guard let rule = rules[next.death.guardName]?.fold else { return nil }
    let now = Clocks.monotonic
    if folder.take(next.death, rule, at: now) { return nil }
    taken.insert(next.death.id)
    let release = folder.nextRelease ?? now
    // A little later than they are released here: that is for a successor of this process.
    return Clocks.realtime &+ (release > now ? release - now : 0) &+ Self.journalPause
  }

  private func releaseFolds() {
    folds += folder.release(at: Clocks.monotonic)
    while let fold = folds.first, hasRoom, queue(of: fold.death.guardName).hasPlace {
      folds.removeFirst()
      begin(fold)
    }
  }

  // MARK: Carrying out

  private func begin(_ deaths: [JournaledDeath]) {
    for next in deaths {
      begin(next.death, ids: [next.death.id], failures: next.failures)
    }
  }

  private func begin(_ fold: CrashLoopFolder.Fold) {
    begin(fold.death, ids: fold.ids, failures: 0)
  }

  private func begin(_ death: GuardedDeath, ids: [DeathID], failures: Int) {
    taken.formUnion(ids)
    runningCount += 1
    var queue = queue(of: death.guardName)
    queue.running += 1
    queues[death.guardName] = queue
    tasks[death.id] = Task {
      await carryOut(death, ids: ids, failures: failures)
      taken.subtract(ids)
      runningCount -= 1
      queues[death.guardName]?.running -= 1
      tasks[death.id] = nil
      wake()
    }
  }

  private nonisolated func carryOut(_ death: GuardedDeath, ids: [DeathID], failures: Int) async {
    let attempts: [DeathID: Int]
    do throws(JournalError) {
      attempts = try await holder.get().begin(ids, at: Clocks.realtime)
    } catch {
      holder.failed(error)
      // Until then it is not found again: else it would be tried without a pause.
      try? await Task.sleep(for: .nanoseconds(Int64(Self.journalPause)))
      return
    }
    guard let attempt = attempts[death.id] else { return }
    let isPrompt = attempt == 1 && !death.isInferred
    let now = Clocks.realtime
    statistics.begun(after: isPrompt && now > death.time ? now - death.time : nil)
    let outcome = await runner.run(death, attempt: attempt, count: attempts.count)
    // What was ended for this process's own end has not failed; its successor finds it interrupted.
    if !outcome.succeeded, await isStopping { return }
    await finish(death, attempts, outcome, failures: failures)
  }

  private nonisolated func finish(
    _ death: GuardedDeath, _ attempts: [DeathID: Int], _ outcome: CleanupOutcome, failures: Int
  ) async {
    var generator = SystemRandomNumberGenerator()
    let pause = BackOff(death.plan).pause(after: failures + 1, using: &generator)
    let states = await store { journal throws(JournalError) in
      let now = Clocks.realtime
      return try await journal.finish(
        attempts, outcome, at: now, retryAt: pause.milliseconds(after: now))
    }
    guard let state = states?[death.id] else { return }
    statistics.ended(state, folded: attempts.count - 1)
    if !outcome.succeeded {
      logger.warning(
        "The clean-up of \(death.id.rawValue) failed: \(outcome.problem ?? "no reason"); \(state.rawValue)"
      )
    }
  }

  /// Tries until it is stored: what has succeeded must not be done again.
  private nonisolated func store(
    _ body: @Sendable (Journal) async throws(JournalError) -> [DeathID: CleanupState]
  ) async -> [DeathID: CleanupState]? {
    while true {
      do throws(JournalError) {
        let states = try await body(try holder.get())
        holder.succeeded()
        return states
      } catch {
        holder.failed(error)
        if await isStopping { return nil }
      }
      try? await Task.sleep(for: .nanoseconds(Int64(Self.journalPause)))
    }
  }
}
