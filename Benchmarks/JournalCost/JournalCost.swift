import KernelInterface
import ProcessEvents
import ProcessMonitor
import ProcessTable

/// What a journal costs: `JournalCost FOLDER`, on the disk whose cost is of interest.
@main
enum JournalCost {
  private static let plan = CleanupPlan(
    actions: [.command(["/usr/bin/env", "cleanup", "--everything"]), .endOrphans])

  static func main() async throws {
    let folder = CommandLine.arguments.dropFirst().first ?? "."
    let commits = Counter(0)
    let journal = try Journal(path: "\(folder)/journal-cost.sqlite") { step in
      if step == .committed { commits.add(1) }
    }
    print("| what | calls | per second | p50 us | p99 us | commits |")
    print("|---|---|---|---|---|---|")
    func measure(
      _ name: String, callers: Int, calls: Int, rows: Int = 1,
      _ body: @escaping @Sendable (Int) async throws -> Void
    ) async throws {
      let before = commits.value
      let begin = Clocks.monotonic
      let times = try await withThrowingTaskGroup(of: [UInt64].self) { group in
        for caller in 0..<callers {
          group.addTask {
            var times: [UInt64] = []
            for call in 0..<calls {
              let begin = Clocks.monotonic
              // In order over all callers, as deaths come.
              try await body(call * callers + caller)
              times.append(Clocks.monotonic - begin)
            }
            return times
          }
        }
        var all: [UInt64] = []
        for try await times in group { all += times }
        return all.sorted()
      }
      let seconds = Double(Clocks.monotonic - begin) / 1e9
      print(
        "| \(name) | \(times.count) | \(Int(Double(times.count * rows) / seconds)) |",
        "\(times[times.count / 2] / 1_000) | \(times[times.count * 99 / 100] / 1_000) |",
        "\(commits.value - before) |")
    }
    try await measure("record one death, 1 caller", callers: 1, calls: 500) {
      try await journal.record([death($0)])
    }
    try await measure("record one death, 100 callers", callers: 100, calls: 200) {
      try await journal.record([death(1_000_000 + $0)])
    }
    try await measure("record 100 deaths, 4 callers", callers: 4, calls: 100, rows: 100) { call in
      try await journal.record((0..<100).map { death(2_000_000 + call * 100 + $0) })
    }
    try await measure("begin and finish, 100 callers", callers: 100, calls: 100) {
      let id = death(1_000_000 + $0).id
      let number = try await journal.begin(id, at: 1)
      let outcome = CleanupOutcome(succeeded: true, status: 0, problem: nil, outputTail: "done\n")
      try await journal.finish(id, attempt: number, outcome, at: 2, retryAt: nil)
    }
    try await measure("add one registration, 100 callers", callers: 100, calls: 200) {
      try await journal.add([registration($0)])
    }
    try await measure("add 1,000 registrations, 1 caller", callers: 1, calls: 80, rows: 1_000) {
      call in
      try await journal.add((0..<1_000).map { registration(100_000 + call * 1_000 + $0) })
    }
    try await measure("load 100,000 registrations", callers: 1, calls: 1, rows: 100_000) { _ in
      let count = try await journal.registrations().count
      precondition(count == 100_000)
    }
    try await measure("next 100 of 50,000 that are runnable", callers: 1, calls: 50) { _ in
      _ = try await journal.nextRunnable(at: 1, limit: 100)
    }
    try await measure("a page of 100 of one signal, there is none", callers: 1, calls: 5) { _ in
      let query = DeathQuery(cause: .signal(Signal(rawValue: 9)))
      _ = try await journal.deaths(matching: query, limit: 100)
    }
    print("\(try await journal.size())")
    try journal.close()
    let begin = Clocks.monotonic
    try Journal(path: journal.path).close()
    print("open: \((Clocks.monotonic - begin) / 1_000) us")
  }

  private static func process(_ number: Int) -> ProcessIdentity {
    ProcessIdentity(
      boot: BootID(high: 1, low: 2), process: ProcessID(Int32(number % 4_000_000)),
      startTicks: UInt64(number))
  }

  private static func death(_ number: Int) -> GuardedDeath {
    GuardedDeath(
      process: process(number), guardName: "database", status: .exited(code: 1), isInferred: false,
      time: 1_700_000_000_000_000_000 + UInt64(number), plan: plan)
  }

  private static func registration(_ number: Int) -> JournaledRegistration {
    JournaledRegistration(
      Registration(
        process: process(number), terms: GuardTerms(guardName: "database", plan: plan),
        token: "token \(number)", owner: 0), time: UInt64(number))
  }
}
