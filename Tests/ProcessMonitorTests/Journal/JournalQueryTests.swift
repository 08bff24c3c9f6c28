import ProcessEvents
import ProcessMonitor
import TestSupport
import Testing

@Suite("What can be asked of the journal")
struct JournalQueryTests {
  @Test("Deaths come back as they were given", arguments: Seeds.chosen)
  func roundTrip(seed: UInt64) async throws {
    var random = SeededGenerator(seed: seed)
    let folder = try JournalFolder()
    let deaths = (0..<200).map { Samples.randomDeath($0, &random) }
    var journal = try folder.open()
    try await journal.record(deaths)
    try journal.close()
    journal = try folder.open()
    for death in deaths {
      #expect(try await journal.death(death.id)?.death.death == death, "seed \(seed)")
    }
    #expect(try await journal.death(Samples.death(1_000).id) == nil)
  }

  @Test("Every query finds what matches, page by page, the latest first", arguments: Seeds.chosen)
  func queries(seed: UInt64) async throws {
    var random = SeededGenerator(seed: seed)
    let folder = try JournalFolder()
    let journal = try folder.open()
    let deaths = (0..<150).map { Samples.randomDeath($0, &random) }
    try await journal.record(deaths)
    for death in deaths where random.once(in: 2) {
      let number = try await journal.begin(death.id, at: 5)
      if random.once(in: 3) { continue }
      let outcome = random.once(in: 2) ? Samples.success : Samples.failure
      try await journal.finish(
        death.id, attempt: number, outcome, at: 6, retryAt: random.once(in: 2) ? nil : 9)
    }
    var states: [DeathID: CleanupState] = [:]
    for death in deaths { states[death.id] = try await journal.death(death.id)?.death.state }
    // The latest first; of the same time, what was recorded last.
    let ordered = deaths.enumerated().sorted {
      ($0.element.time, $0.offset) > ($1.element.time, $1.offset)
    }
    .map(\.element)
    for round in 0..<60 {
      let query = randomQuery(&random)
      let expected = ordered.filter { matches($0, states[$0.id], query) }
      let comment: Comment = "seed \(seed), round \(round), \(query)"
      let limit = random.number(in: 1...40)
      var found: [GuardedDeath] = []
      var cursor: DeathCursor?
      repeat {
        let page = try await journal.deaths(matching: query, after: cursor, limit: limit)
        #expect(page.deaths.count <= limit, comment)
        found += page.deaths.map(\.death)
        cursor = page.next.flatMap { DeathCursor($0.description) }
        #expect(cursor == page.next)
      } while cursor != nil
      #expect(found == expected, comment)
      var counts = Dictionary(uniqueKeysWithValues: CleanupState.allCases.map { ($0, 0) })
      for death in expected { counts[try #require(states[death.id]), default: 0] += 1 }
      #expect(try await journal.counts(matching: query) == counts, comment)
    }
  }

  @Test("What comes or goes between two pages makes none come twice nor hides one")
  func stablePages() async throws {
    let folder = try JournalFolder()
    let journal = try folder.open()
    try await journal.record(Samples.deaths(0..<20))
    let first = try await journal.deaths(limit: 10)
    // One later, one earlier, one of the time at which the page ended; and the one there goes.
    let last = try #require(first.deaths.last).death
    let number = try await journal.begin(last.id, at: 1)
    try await journal.finish(last.id, attempt: number, Samples.success, at: 1, retryAt: nil)
    _ = try await journal.applyRetention(
      RetentionLimits(longestAge: 1, largestSize: nil, shortestAge: 0), at: 100)
    #expect(try await journal.death(last.id) == nil)
    try await journal.record([
      Samples.death(100, time: 9_000), Samples.death(101, time: 1),
      Samples.death(102, time: last.time),
    ])
    let second = try await journal.deaths(after: first.next, limit: 100)
    #expect(
      second.deaths.map(\.death)
        == Samples.deaths(0..<10).reversed() + [Samples.death(101, time: 1)])
    #expect(second.next == nil)
  }

  private func randomQuery(_ random: inout SeededGenerator) -> DeathQuery {
    var query = DeathQuery()
    if random.once(in: 3) { query.since = 1_000 + random.number(in: 0...50) }
    if random.once(in: 3) { query.until = 1_000 + random.number(in: 0...50) }
    if random.once(in: 4) { query.name = random.element(of: ["postgres", "ünï\u{1F600}", "none"]) }
    if random.once(in: 4) { query.guardName = random.element(of: ["a", "c d"]) }
    if random.once(in: 4) { query.owner = random.element(of: [0, 1000, .max]) }
    if random.once(in: 3) {
      query.cause = random.element(
        of: [.unknown, .code(1), .code(3), .signal(Signal(rawValue: 2))])
    }
    if random.once(in: 3) {
      query.states = Set(
        (0..<random.number(in: 1...3)).map { _ in
          random.element(of: CleanupState.allCases)
        })
    }
    return query
  }

  private func matches(_ death: GuardedDeath, _ state: CleanupState?, _ query: DeathQuery) -> Bool {
    let cause =
      switch query.cause {
      case .code(let code): death.status?.code == code
      case .signal(let signal): death.status?.signal == signal
      case .unknown: death.status == nil
      default: true
      }
    return cause && query.since ?? 0 <= death.time && death.time < query.until ?? .max
      && query.name ?? death.name == death.name && query.owner ?? death.owner == death.owner
      && query.guardName ?? death.guardName == death.guardName
      && (query.states.isEmpty || state.map(query.states.contains) ?? false)
  }
}
