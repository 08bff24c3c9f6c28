import ProcessEvents
import ProcessMonitor
import ProcessTable
import TestSupport

/// Deaths and registrations that differ by a number.
enum Samples {
  static let boot = BootID(high: 0x0123_4567_89AB_CDEF, low: 0xFEDC_BA98_7654_3210)
  static let plan = CleanupPlan(actions: [.command(["/bin/true"])], attempts: 3)
  static let success = CleanupOutcome(succeeded: true, status: 0, problem: nil, outputTail: "ok\n")
  static let failure = CleanupOutcome(
    succeeded: false, status: 0x100, problem: "exit code 1", outputTail: "no\n")

  static func process(_ number: Int) -> ProcessIdentity {
    ProcessIdentity(
      boot: boot, process: ProcessID(Int32(number % 4_000_000 + 1)), startTicks: UInt64(number))
  }

  static func death(
    _ number: Int, guardName: String = "database", time: UInt64? = nil, plan: CleanupPlan = plan
  ) -> GuardedDeath {
    GuardedDeath(
      process: process(number), guardName: guardName, status: .exited(code: 3), isInferred: false,
      time: time ?? UInt64(1_000 + number), plan: plan)
  }

  static func deaths(_ numbers: Range<Int>) -> [GuardedDeath] { numbers.map { death($0) } }

  static func registration(_ number: Int, guardName: String = "database") -> JournaledRegistration {
    JournaledRegistration(
      Registration(
        process: process(number), terms: GuardTerms(guardName: guardName, plan: plan),
        token: "token \(number)", owner: 1000), time: UInt64(number))
  }

  /// With fields of all kinds, those that are absent as well.
  static func randomDeath(_ number: Int, _ random: inout SeededGenerator) -> GuardedDeath {
    let status: ExitStatus? =
      switch random.number(in: 0...3) {
      case 0: nil
      case 1: .signaled(Signal(rawValue: random.number(in: 1...4)), coreDumped: random.once(in: 2))
      default: .exited(code: random.number(in: 1...3))
      }
    var death = GuardedDeath(
      process: process(number), guardName: random.element(of: ["a", "b", "c d"]), status: status,
      isInferred: status == nil, time: 1_000 + random.number(in: 0...50), plan: plan)
    death.token = random.element(of: [nil, "", "tökén", "with\0NUL", "'; DROP TABLE death; --"])
    death.owner = random.element(of: [nil, 0, 1000, .max])
    death.name = random.element(of: [nil, "postgres", "redis", "ünï\u{1F600}"])
    death.startTime = random.once(in: 2) ? nil : random.number(in: 0...1_000)
    death.plan.actions = random.element(
      of: [
        plan.actions, [.removeFiles(pattern: "/run/x.{pid}"), .endOrphans],
        [.removeSharedMemory(namePattern: nil), .post(url: "unix:/run/x:/y")],
      ])
    return death
  }
}
