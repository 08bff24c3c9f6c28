import ProcessEvents
import ProcessMonitor
import ProcessTable

extension GuardedDeath {
  /// The end of a process of this boot, with signal 11 and a core dump.
  static func sample(
    _ actions: [CleanupAction] = [], pid: Int32 = 4242, ticks: UInt64 = 1000,
    guardName: String = "database", timeLimit: UInt64 = 30_000, killDelay: UInt64 = 5_000
  ) -> GuardedDeath {
    let boot = BootID.current() ?? BootID(high: 1, low: 2)
    var death = GuardedDeath(
      process: ProcessIdentity(boot: boot, process: ProcessID(pid), startTicks: ticks),
      guardName: guardName, status: .signaled(.segmentationFault, coreDumped: true),
      isInferred: false, time: 1_764_000_001_500_000_000,
      plan: CleanupPlan(actions: actions, timeLimit: timeLimit, killDelay: killDelay))
    death.name = "postgres"
    death.startTime = 1_764_000_000_000_000_000
    return death
  }

  static func shell(
    _ script: String, _ arguments: String..., timeLimit: UInt64 = 30_000, killDelay: UInt64 = 5_000
  ) -> GuardedDeath {
    sample(
      [.command(["/bin/sh", "-c", script, "sh"] + arguments)], timeLimit: timeLimit,
      killDelay: killDelay)
  }
}
