import ProcessMonitor
import TestSupport
import Testing

@Suite("The journal's states of clean-ups")
struct JournalModelTests {
  @Test("Any history of calls and of restarts gives what the model gives", arguments: Seeds.chosen)
  func histories(seed: UInt64) async throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<6 { try await history(&random, seed) }
  }

  private func history(_ random: inout SeededGenerator, _ seed: UInt64) async throws {
    let folder = try JournalFolder()
    var journal = try folder.open()
    var model = CleanupModel()
    let deaths = Samples.deaths(0..<random.number(in: 1...8))
    var time: UInt64 = 1_000
    for step in 0..<120 {
      // Now and then the clock is set back.
      time = random.once(in: 15) ? time - min(time, 700) : time + random.number(in: 0...100)
      let id = random.element(of: deaths).id
      let comment: Comment = "seed \(seed), step \(step), \(id.rawValue)"
      let now = time
      switch random.number(in: 0...9) {
      case 0...1:
        let some = (0..<random.number(in: 1...3)).map { _ in random.element(of: deaths) }
        #expect(try await journal.record(some) == model.record(some.map(\.id)), comment)
      case 2...4:
        let expected = modelResult { () throws(JournalError) in try model.begin(id, at: now) }
        let found = await result { () async throws(JournalError) in
          try await journal.begin(id, at: now)
        }
        #expect(found == expected, comment)
      case 5...7:
        let last = model.cleanups[id]?.attempts.count ?? 0
        let attempt = random.once(in: 8) ? random.number(in: 0...4) : last
        let outcome = random.once(in: 4) ? Samples.success : Samples.failure
        let retry = random.once(in: 10) ? nil : time + random.number(in: 0...200)
        let expected = modelResult { () throws(JournalError) in
          try model.finish(
            id, attempt: attempt, outcome, allowed: Samples.plan.attempts, at: now, retryAt: retry)
        }
        let found = await result { () async throws(JournalError) in
          try await journal.finish(id, attempt: attempt, outcome, at: now, retryAt: retry)
        }
        #expect(found == expected, comment)
      case 8:
        let expected = modelResult { () throws(JournalError) in try model.retry(id) }.map { 0 }
        let found = await result { () async throws(JournalError) in try await journal.retry(id) }
        #expect(found.map { 0 } == expected, comment)
      default:
        try journal.close()
        journal = try folder.open()
        #expect(journal.interruptedAttempts == model.reopen(), comment)
      }
      try await compare(journal, model, at: time, comment)
    }
    try journal.close()
  }

  private func compare(
    _ journal: Journal, _ model: CleanupModel, at time: UInt64, _ comment: Comment
  ) async throws {
    let runnable = try await journal.nextRunnable(at: time, limit: 100)
    #expect(Set(runnable.map(\.death.id)) == model.runnable(at: time), comment)
    #expect(runnable.count == Set(runnable.map(\.death.id)).count, comment)
    var counts = Dictionary(uniqueKeysWithValues: CleanupState.allCases.map { ($0, 0) })
    for (id, cleanup) in model.cleanups {
      counts[cleanup.state, default: 0] += 1
      let history = try #require(try await journal.death(id), comment)
      #expect(history.death.state == cleanup.state, comment)
      #expect(history.death.failures == cleanup.failures, comment)
      #expect(history.death.attempts == cleanup.attempts.count, comment)
      #expect(history.death.retryTime == cleanup.pause?.until, comment)
      #expect(history.attempts == cleanup.attempts, comment)
      let isFinished = [.resourcesFreed, .gaveUp].contains(cleanup.state)
      #expect((history.death.finishTime != nil) == isFinished, comment)
    }
    #expect(try await journal.counts() == counts, comment)
    let retries = model.cleanups.values.compactMap(\.pause?.until).filter { $0 > time }
    #expect(try await journal.nextRetry(after: time) == retries.min(), comment)
  }

  private func modelResult<Value>(
    _ body: () throws(JournalError) -> Value
  ) -> Result<Value, JournalError> {
    do throws(JournalError) { return .success(try body()) } catch { return .failure(error) }
  }

  private func result<Value>(
    _ body: () async throws(JournalError) -> Value
  ) async -> Result<Value, JournalError> {
    do throws(JournalError) { return .success(try await body()) } catch { return .failure(error) }
  }
}

@Suite("What the journal lets run")
struct JournalRunnableTests {
  @Test("New deaths come first, then those that are due, and no more than asked for")
  func order() async throws {
    let folder = try JournalFolder()
    let journal = try folder.open()
    let deaths = Samples.deaths(0..<5)
    try await journal.record(deaths)
    for (index, pause) in [(0, 30), (1, 10), (2, 20)] {
      let number = try await journal.begin(deaths[index].id, at: 100)
      try await journal.finish(
        deaths[index].id, attempt: number, Samples.failure, at: 100, retryAt: UInt64(100 + pause))
    }
    func numbers(at time: UInt64, limit: Int = 100) async throws -> [Int] {
      try await journal.nextRunnable(at: time, limit: limit).compactMap { runnable in
        deaths.firstIndex { $0.id == runnable.death.id }
      }
    }
    #expect(try await numbers(at: 100) == [3, 4])
    #expect(try await numbers(at: 120) == [3, 4, 1, 2])
    #expect(try await numbers(at: 200) == [3, 4, 1, 2, 0])
    #expect(try await numbers(at: 200, limit: 3) == [3, 4, 1])
    #expect(try await journal.nextRetry(after: 110) == 120)
  }

  @Test("A guard without room does not stand in another's way")
  func exclusion() async throws {
    let folder = try JournalFolder()
    let journal = try folder.open()
    try await journal.record(Samples.deaths(0..<50))
    let other = Samples.death(99, guardName: "it's another")
    try await journal.record([other])
    let runnable = try await journal.nextRunnable(
      at: 0, limit: 10, excluding: ["database", "none"])
    #expect(runnable.map(\.death) == [other])
    #expect(
      try await journal.nextRunnable(at: 0, limit: 10, excluding: ["it's another"]).count == 10)
  }

  @Test("Only the end of an output is kept, from the beginning of a character")
  func outputTail() async throws {
    let folder = try JournalFolder()
    let journal = try folder.open()
    let death = Samples.death(1)
    try await journal.record([death])
    let number = try await journal.begin(death.id, at: 1)
    var outcome = Samples.success
    outcome.outputTail = String(repeating: "ü", count: 4_000) + "\0e"
    for _ in 0..<2 {
      let state = try await journal.finish(death.id, attempt: number, outcome, at: 2, retryAt: nil)
      #expect(state == .resourcesFreed)
    }
    let attempts = try #require(try await journal.death(death.id)).attempts
    #expect(attempts[0].outcome?.outputTail == String(repeating: "ü", count: 2_047) + "\0e")
  }
}
