import Foundation
import KernelInterface
import ProcessEvents
import ProcessTable
import TestSupport
import Testing

@testable import ProcessMonitor

extension MonitorTests {
  @Suite("After a restart")
  struct RestartTests {
    @Test("What was not done is done, what ran is repeated and told so, what ended is found")
    func goingOn() async throws {
      var bench = try await MonitorBench()
      let folder = bench.folder
      let (busy, late, normal) = (
        try ChildProcess.sleeping(), try ChildProcess.sleeping(), try ChildProcess.sleeping()
      )
      try await bench.register(
        busy, bench.plan("test $PMON_ATTEMPT -gt 1 || sleep 60"), token: "busy")
      try await bench.register(late, bench.plan(), token: "late")
      try await bench.register(normal, bench.plan(), token: "living")
      try busy.kill()
      try await MonitorBench.wait { bench.lines() == ["busy 1 1"] }
      await bench.stop()
      try late.kill()
      #expect(bench.monitor.continuity == .new)
      bench = try await MonitorBench(in: folder)
      #expect(bench.monitor.continuity == .broken)
      try await MonitorBench.wait { await bench.counts() == [.resourcesFreed: 2] }
      #expect(bench.lines() == ["busy 1 1", "busy 2 1", "late 1 1"])
      let deaths = try await bench.deaths()
      #expect(deaths.first { $0.death.token == "late" }?.death.isInferred == true)
      #expect(deaths.first { $0.death.token == "busy" }?.death.isInferred == false)
      #expect(await bench.monitor.status(for: MonitorBench.root).registrations == 1)
      try normal.kill()
      try await MonitorBench.wait { await bench.counts() == [.resourcesFreed: 3] }
      await bench.stop()
    }

    @Test("An end that nobody can tell is only reported where the guard wants that")
    func reporting() async throws {
      var bench = try await MonitorBench()
      let child = try ChildProcess.sleeping()
      var request = RegistrationRequest(process: ProcessID(child.id), guardName: "test")
      request.plan = bench.plan()
      request.onUnknown = .report
      _ = try await bench.monitor.register(request, by: MonitorBench.root)
      let folder = bench.folder
      await bench.stop()
      try child.kill()
      bench = try await MonitorBench(in: folder)
      try await MonitorBench.wait { await bench.counts() == [.reported: 1] }
      #expect(bench.lines().isEmpty)
      await bench.stop()
    }

    @Test("A guard's registrations follow its configuration, also when it has changed meanwhile")
    func configuration() async throws {
      let folder = try JournalFolder()
      let marks = folder.url.appending(path: "marks").path()
      func configuration(_ word: String) -> MonitorConfiguration {
        var configuration = MonitorConfiguration()
        let plan = MonitorBench.plan("echo \(word) >> \(marks)", marks: marks)
        configuration.guards = [GuardRule(name: "ruled", plan: plan)]
        configuration.paths.journal = folder.path
        configuration.limits.receiveBuffer = MonitorBench.receiveBuffer
        return configuration
      }
      let children = try (0..<4).map { _ in try ChildProcess.sleeping() }
      var bench = try await MonitorBench(configuration("first"), in: folder)
      for (number, child) in children.enumerated() {
        // The last one brings a clean-up of its own.
        try await bench.register(
          child, number == 3 ? bench.plan("echo own >> \(marks)") : nil, token: "\(number)",
          guardName: "ruled")
      }
      try children[0].kill()
      try await MonitorBench.wait { bench.lines() == ["0 1 1", "first"] }
      #expect(await bench.monitor.reload(configuration("second")) == [])
      try children[1].kill()
      try await MonitorBench.wait { bench.lines().suffix(2) == ["1 1 1", "second"] }
      await bench.stop()
      bench = try await MonitorBench(configuration("third"), in: folder)
      try children[2].kill()
      try await MonitorBench.wait { bench.lines().suffix(2) == ["2 1 1", "third"] }
      try children[3].kill()
      try await MonitorBench.wait { bench.lines().suffix(2) == ["3 1 1", "own"] }
      await bench.stop()
    }
  }
}
