import Foundation
import ProcessMonitor
import Testing

@Suite("What the journal forgets")
struct JournalRetentionTests {
  /// Of each state some, 100 of each that is finished, the later ones finished later.
  private func fill(_ journal: Journal) async throws {
    var plan = Samples.plan
    plan.actions = [.command(["/bin/echo", String(repeating: "x", count: 2_000)])]
    let deaths = (0..<500).map { Samples.death($0, plan: plan) }
    try await journal.record(deaths)
    for (index, death) in deaths.enumerated() where index % 5 > 0 {
      let number = try await journal.begin(death.id, at: 1)
      if index % 5 == 1 { continue }
      let outcome = index % 5 == 2 ? Samples.success : Samples.failure
      try await journal.finish(
        death.id, attempt: number, outcome, at: UInt64(10_000 + index),
        retryAt: index % 5 == 3 ? nil : 50_000)
    }
  }

  @Test("What is finished and too old goes, nothing else")
  func age() async throws {
    let folder = try JournalFolder()
    let journal = try folder.open()
    try await fill(journal)
    let limits = RetentionLimits(longestAge: 5_000, largestSize: nil, shortestAge: 0)
    let result = try await journal.applyRetention(limits, at: 15_250)
    #expect(result.removedDeaths == 100)
    #expect(
      try await journal.counts() == [
        .pending: 100, .inProgress: 100, .resourcesFreed: 50, .gaveUp: 50, .partialCleanup: 100,
        .reported: 0,
      ])
    let left = try await journal.deaths(
      matching: DeathQuery(states: [.gaveUp, .resourcesFreed]), limit: 500)
    #expect(left.deaths.allSatisfy { $0.finishTime ?? 0 >= 10_250 })
    // A clock that is far back removes nothing.
    #expect(try await journal.applyRetention(limits, at: 10).removedDeaths == 0)
  }

  @Test("A file that is too large shrinks to its limit, the oldest first")
  func size() async throws {
    let folder = try JournalFolder()
    let journal = try folder.open()
    try await fill(journal)
    let before = try await journal.size()
    let largest = before.file * 9 / 10
    let result = try await journal.applyRetention(
      RetentionLimits(longestAge: nil, largestSize: largest, shortestAge: 0), at: 20_000)
    #expect(!result.isTooLarge)
    #expect(result.size.file <= largest)
    #expect(result.removedDeaths > 0 && result.removedDeaths < 200)
    let counts = try await journal.counts()
    #expect(counts[.pending] == 100 && counts[.inProgress] == 100 && counts[.partialCleanup] == 100)
    try journal.close()
    let file = try FileManager.default.attributesOfItem(atPath: folder.path)[.size] as? UInt64
    #expect(try #require(file) <= largest)
    let again = try folder.open()
    #expect(try await again.counts()[.pending] == 100)
  }

  @Test("What is not finished, or finished just now, stays even then, and that is told")
  func tooLarge() async throws {
    let folder = try JournalFolder()
    let journal = try folder.open()
    try await fill(journal)
    let result = try await journal.applyRetention(
      RetentionLimits(longestAge: 1, largestSize: 4_096, shortestAge: 10_000), at: 20_300)
    #expect(result.isTooLarge)
    #expect(result.removedDeaths == 120)
    let counts = try await journal.counts()
    #expect(counts[.pending] == 100 && counts[.inProgress] == 100 && counts[.partialCleanup] == 100)
    #expect((counts[.resourcesFreed] ?? 0) + (counts[.gaveUp] ?? 0) == 80)
  }
}
