import ProcessMonitor
import ProcessTable
import Testing

/// What the probes of one journal told, and what must therefore be in it.
struct ProbeLog {
  private var registered: Set<Int> = []
  private var recorded: Set<Int> = []
  private var succeeded: Set<Int> = []
  private var begun: [Int: Int] = [:]
  private var executed: [Int: Int] = [:]
  private(set) var lines = 0

  mutating func add(_ line: Substring, _ comment: Comment) {
    let words = line.split(separator: " ")
    let numbers = words.dropFirst().compactMap { Int($0) }
    guard let kind = words.first, let number = numbers.first else {
      Issue.record("half a line: \(line)")
      return
    }
    lines += 1
    switch (kind, numbers.dropFirst().first) {
    case ("G", _): registered.insert(number)
    case ("R", _): recorded.insert(number)
    case ("B", let attempt?): begun[number] = attempt
    case ("X", let attempt?):
      #expect(!succeeded.contains(number), "\(comment): \(number) was done again")
      #expect(attempt > executed[number] ?? 0, "\(comment): attempt \(attempt) of \(number) twice")
      executed[number] = attempt
    case ("S", _): succeeded.insert(number)
    case ("F", _): break
    default: Issue.record("no such line: \(line)")
    }
  }

  /// Compares it with a journal that was opened after the probe's end.
  func check(_ journal: Journal, _ comment: Comment) async throws {
    var deaths: [Int: JournaledDeath] = [:]
    for death in try await journal.deaths(limit: 1_000_000).deaths {
      let number = Int(death.death.process.startTicks)
      #expect(deaths.updateValue(death, forKey: number) == nil, "\(comment): \(number) twice")
      #expect(death.state != .inProgress, comment)
    }
    #expect(recorded.isSubset(of: deaths.keys), comment)
    for number in succeeded { #expect(deaths[number]?.state == .resourcesFreed, comment) }
    for (number, attempt) in begun {
      #expect(deaths[number]?.attempts ?? 0 >= attempt, comment)
    }
    // A death and the end of its registration are one.
    let waiting = Set(
      try await journal.registrations().map { Int($0.registration.process.startTicks) })
    #expect(waiting.isDisjoint(with: deaths.keys), comment)
    #expect(registered.isSubset(of: waiting.union(deaths.keys)), comment)
  }

  /// All that was recorded is done.
  func checkEnd(_ journal: Journal) async throws {
    let counts = try await journal.counts()
    #expect(counts[.pending] == 0 && counts[.partialCleanup] == 0 && counts[.inProgress] == 0)
    #expect((counts[.resourcesFreed] ?? 0) + (counts[.gaveUp] ?? 0) >= recorded.count)
  }
}
