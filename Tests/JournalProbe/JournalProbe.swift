import KernelInterface
import ProcessEvents
import ProcessMonitor
import ProcessTable

/// Uses a journal as a daemon does, tells each thing on standard output once the journal has promised it, and is
/// killed at the moment that its arguments name: `JournalProbe FILE FIRST STEP NTH`.
///
/// Lines: `G` registered, `R` recorded, `B` begun, `X` the clean-up itself happens, `S` succeeded, `F` failed; then the
/// death's number, and the attempt's.
@main
enum JournalProbe {
  private static let batches = 12

  static func main() async throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 5, let first = Int(arguments[2]), let nth = Int(arguments[4]) else {
      fatalError("JournalProbe FILE FIRST STEP NTH")
    }
    let fatal = Int(arguments[3]).flatMap { JournalStep(rawValue: $0) }
    let count = Counter(0)
    let journal = try Journal(path: arguments[1]) { step in
      guard step == fatal else { return }
      if count.add(1) == nth { try? ProcessActions.die(signal: 9) }
    }
    let left = Counter(4)
    try await withThrowingTaskGroup { group in
      for writer in 0..<4 {
        group.addTask {
          try await record(journal, from: first + writer * 100)
          left.add(-1)
        }
        group.addTask {
          repeat {
            try await cleanUp(journal)
          } while left.value > 0
        }
      }
      try await group.waitForAll()
    }
    while try await cleanUp(journal) {}
    try journal.close()
  }

  /// Registers processes, and records their deaths and, once more, some of an earlier run's.
  private static func record(_ journal: Journal, from first: Int) async throws {
    for batch in 0..<batches {
      let numbers = (0..<1 + batch % 3).map { first + batch * 3 + $0 }
      let registrations = numbers.map(registration)
      try await journal.add(registrations)
      for number in numbers { tell("G \(number)") }
      // Numbers that no run had are no deaths.
      let again = (0..<2).map { (first * 7 + batch * 13 + $0) % max(first, 1) }
      var deaths = numbers.map(death)
      for number in again where try await journal.death(death(number).id) != nil {
        deaths.append(death(number))
      }
      try await journal.record(deaths, withdrawing: registrations.map(\.key))
      for number in numbers { tell("R \(number)") }
    }
  }

  /// - Returns: whether there was anything to do.
  @discardableResult
  private static func cleanUp(_ journal: Journal) async throws -> Bool {
    let runnable = try await journal.nextRunnable(at: 1, limit: 5)
    for next in runnable {
      let number = Int(next.death.process.startTicks)
      let attempt: Int
      do throws(JournalError) {
        attempt = try await journal.begin(next.death.id, at: 1)
      } catch .state {
        continue  // Another task was quicker.
      }
      tell("B \(number) \(attempt)")
      tell("X \(number) \(attempt)")
      let succeeds = (number + attempt) % 3 > 0
      let outcome = CleanupOutcome(
        succeeded: succeeds, status: succeeds ? 0 : 0x100, problem: succeeds ? nil : "failed",
        outputTail: "")
      try await journal.finish(next.death.id, attempt: attempt, outcome, at: 1, retryAt: 1)
      tell("\(succeeds ? "S" : "F") \(number) \(attempt)")
    }
    return !runnable.isEmpty
  }

  /// In one system call, so that a kill leaves whole lines.
  private static func tell(_ line: String) {
    _ = try? Files.write(Array((line + "\n").utf8).span, to: 1)
  }

  private static let plan = CleanupPlan(actions: [.command(["/bin/true"])])

  private static func process(_ number: Int) -> ProcessIdentity {
    ProcessIdentity(
      boot: BootID(high: 1, low: 2), process: ProcessID(Int32(number + 1)),
      startTicks: UInt64(number))
  }

  private static func death(_ number: Int) -> GuardedDeath {
    GuardedDeath(
      process: process(number), guardName: "probe", status: .exited(code: 1), isInferred: false,
      time: UInt64(number), plan: plan)
  }

  private static func registration(_ number: Int) -> JournaledRegistration {
    JournaledRegistration(
      Registration(
        process: process(number), terms: GuardTerms(guardName: "probe", plan: plan),
        token: nil, owner: 0), time: UInt64(number))
  }
}
