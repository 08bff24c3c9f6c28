import Foundation
import KernelInterface
import ProcessEvents
import ProcessTable
import TestSupport
import Testing

@testable import ProcessMonitor

extension MonitorTests {
  @Suite("How a guard wants its clean-ups carried out")
  struct PolicyTests {
    private func bench(
      _ script: String = "", _ change: (inout GuardRule) -> Void
    ) async throws -> MonitorBench {
      let folder = try JournalFolder()
      let marks = folder.url.appending(path: "marks").path()
      var rule = GuardRule(name: "test", plan: MonitorBench.plan(script, marks: marks))
      change(&rule)
      var configuration = MonitorConfiguration()
      configuration.guards = [rule]
      return try await MonitorBench(configuration, in: folder)
    }

    private func kill(_ count: Int, of bench: MonitorBench) async throws {
      let children = try (0..<count).map { _ in try ChildProcess.sleeping() }
      for (number, child) in children.enumerated() {
        try await bench.register(child, token: "\(number)")
      }
      #expect(
        await bench.monitor.status(for: MonitorBench.root).detection.heldProcesses == count)
      for child in children { try child.kill() }
    }

    @Test("In order, one after the other, and none overtakes one that has failed")
    func order() async throws {
      let bench = try await bench("test $PMON_TOKEN -ne 1 || test $PMON_ATTEMPT -gt 1") {
        $0.isOrdered = true
      }
      try await kill(5, of: bench)
      try await MonitorBench.wait { await bench.counts() == [.resourcesFreed: 5] }
      #expect(bench.lines() == ["0 1 1", "1 1 1", "1 2 1", "2 1 1", "3 1 1", "4 1 1"])
      await bench.stop()
    }

    @Test("Equal deaths of a crash loop are folded into one clean-up after the first ones")
    func folding() async throws {
      let bench = try await bench {
        $0.fold = CrashLoopFolder.Rule(threshold: 2, window: 1500)
      }
      try await kill(10, of: bench)
      try await MonitorBench.wait { await bench.counts() == [.resourcesFreed: 10] }
      let counts = bench.lines().compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }
      #expect(counts.sorted() == [1, 1, 8])
      #expect(await bench.monitor.status(for: MonitorBench.root).attempts.folded == 7)
      await bench.stop()
    }

    @Test("No more begin than the guard's rate allows; the others wait and are not lost")
    func rate() async throws {
      let bench = try await bench { $0.rateLimit = CleanupRate(perMinute: 60, burst: 3) }
      let begin = Clocks.monotonic
      try await kill(5, of: bench)
      try await MonitorBench.wait { await bench.counts()[.resourcesFreed] ?? 0 >= 3 }
      try await MonitorBench.wait { await bench.counts() == [.resourcesFreed: 5] }
      // Two more at one a second.
      #expect(Clocks.monotonic - begin >= 1_000_000_000)
      #expect(bench.lines().count == 5)
      await bench.stop()
    }

    @Test("Where ordinary users may register nothing, they are told so")
    func access() async throws {
      var configuration = MonitorConfiguration()
      configuration.access.registrations = .nothing
      let bench = try await MonitorBench(configuration)
      let child = try ChildProcess.sleeping()
      defer { try? child.kill() }
      let user = Requester(user: getuid(), process: 0, isPrivileged: false)
      await #expect(throws: MonitorRefusal.self) {
        try await bench.register(child, bench.plan(), by: user)
      }
      try await bench.register(child, bench.plan())
      await bench.stop()
    }
  }
}
