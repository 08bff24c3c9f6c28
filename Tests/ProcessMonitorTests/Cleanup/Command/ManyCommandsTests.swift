import KernelInterface
import ProcessMonitor
import TestSupport
import Testing

extension CleanupTests {
  @Suite("Many commands")
  struct ManyCommandsTests {
    /// A child that waits for a lock of a thread that it has not got would stop all others for ever.
    @Test(
      "Threads that come and go meanwhile hold up no command that becomes another user",
      .enabled(if: Host.isRoot, "only root can become another user"))
    func users() async {
      let runner = CleanupRunner()
      var queued: [QueuedCleanup] = []
      for number in 0..<600 {
        var death = GuardedDeath.sample(
          [.command(["/bin/true"])], pid: Int32(100 + number), guardName: "\(number % 5)")
        death.plan.user = number % 3 == 0 ? nil : "daemon"
        queued.append(runner.begin(death, attempt: 1))
      }
      for cleanup in queued { #expect(await cleanup.outcome().succeeded) }
    }
  }
}
