import Foundation
import KernelInterface
import ProcessEvents
import ProcessTable
import TestSupport
import Testing

@testable import ProcessMonitor

extension MonitorTests {
  @Suite("With rules about living processes")
  struct RuleTests {
    /// A program of a name that nobody else's has: a copy of the shell.
    private func program(_ folder: JournalFolder) throws -> (path: String, name: String) {
      let name = "v" + String(UInt32.random(in: 0...UInt32.max), radix: 16)
      let path = folder.url.appending(path: name).path()
      try FileManager.default.copyItem(atPath: "/bin/dash", toPath: path)
      return (path, name)
    }

    private func bench(
      _ folder: JournalFolder, name: String, trigger: GuardTrigger = .abnormal
    ) async throws -> MonitorBench {
      var configuration = MonitorConfiguration()
      let marks = folder.url.appending(path: "marks").path()
      configuration.guards = [
        GuardRule(
          name: "rule", match: try Filter(parsing: "name == \(name)"), trigger: trigger,
          plan: MonitorBench.plan("", marks: marks))
      ]
      return try await MonitorBench(configuration, in: folder)
    }

    @Test("Abnormal deaths of the program are cleaned up after, short lives and long ones alike")
    func abnormal() async throws {
      let folder = try JournalFolder()
      let (path, name) = try program(folder)
      let old = try ChildProcess([path, "-c", "sleep 100; :"])
      let bench = try await bench(folder, name: name)
      let oldKey = try bench.monitor.key(of: ProcessID(old.id), guardName: "rule")
      try await MonitorBench.wait {
        await bench.monitor.status(for: MonitorBench.root).registrations == 1
      }
      for _ in 0..<10 {
        let status = try ChildProcess([path, "-c", "exit 4; :"]).wait()
        #expect(status == 4 << 8)
        #expect(try ChildProcess([path, "-c", "exit 0; :"]).wait() == 0)
      }
      try await MonitorBench.wait { await bench.counts() == [.resourcesFreed: 10] }
      try old.kill()
      try await MonitorBench.wait { await bench.counts() == [.resourcesFreed: 11] }
      let deaths = try await bench.deaths()
      #expect(deaths.allSatisfy { $0.death.name == name && !$0.death.isInferred })
      #expect(deaths.contains { $0.death.id.rawValue == oldKey.description })
      #expect(bench.lines().count == 11)
      let detection = await bench.monitor.status(for: MonitorBench.root).detection
      #expect(detection.seen == 11 && detection.inferred == 0 && detection.unknown == 0)
      try await MonitorBench.wait {
        await bench.monitor.status(for: MonitorBench.root).registrations == 0
      }
      await bench.stop()
    }

    @Test("One that its owner has registered with the same guard keeps the owner's token")
    func owner() async throws {
      let folder = try JournalFolder()
      let (path, name) = try program(folder)
      let bench = try await bench(folder, name: name)
      let child = try ChildProcess([path, "-c", "sleep 100; :"])
      try await bench.register(child, token: "mine", guardName: "rule")
      // Past the moment when the rule registers what lives.
      try await Task.sleep(for: .seconds(2))
      try child.kill()
      try await MonitorBench.wait { await bench.counts() == [.resourcesFreed: 1] }
      #expect(bench.lines() == ["mine 1 1"])
      await bench.stop()
    }

    @Test("One that began just before the end is compared at the next start")
    func youngAtTheEnd() async throws {
      let folder = try JournalFolder()
      let (path, name) = try program(folder)
      var bench = try await bench(folder, name: name)
      // Past the first seconds, in which the young are registered as well.
      try await Task.sleep(for: .seconds(3))
      let children = try (0..<20).map { _ in try ChildProcess([path, "-c", "sleep 100; :"]) }
      let identities = try children.map { child in
        try #require(ProcessIdentity.read(process: ProcessID(child.id), boot: bench.monitor.boot))
      }
      for child in children {
        try await MonitorBench.wait {
          (try? Files.text(of: "/proc/\(child.id)/comm")) == name + "\n"
        }
      }
      await bench.stop()
      for child in children.dropLast() { try child.kill(SIGSEGV) }
      bench = try await self.bench(folder, name: name)
      try await MonitorBench.wait { await bench.counts() == [.resourcesFreed: 19] }
      let deaths = try await bench.deaths()
      #expect(Set(deaths.map(\.death.process)) == Set(identities.dropLast()))
      #expect(deaths.allSatisfy { $0.death.isInferred && $0.death.status == nil })
      #expect(bench.monitor.continuity == .broken)
      let detection = await bench.monitor.status(for: MonitorBench.root).detection
      #expect(detection.seen == 0 && detection.inferred == 19 && detection.unknown == 19)
      try children[19].kill(SIGSEGV)
      try await MonitorBench.wait { await bench.counts() == [.resourcesFreed: 20] }
      await bench.stop()
    }

    @Test("A rule that comes by a reload finds what lives already")
    func reload() async throws {
      let folder = try JournalFolder()
      let (path, name) = try program(folder)
      let child = try ChildProcess([path, "-c", "sleep 100; :"])
      let bench = try await MonitorBench(in: folder)
      var configuration = bench.monitor.configuration
      configuration.guards = [
        GuardRule(
          name: "new", match: try Filter(parsing: "name == \(name)"), plan: bench.plan())
      ]
      #expect(await bench.monitor.reload(configuration) == [])
      try child.kill()
      try await MonitorBench.wait { await bench.counts() == [.resourcesFreed: 1] }
      #expect(try await bench.deaths()[0].death.guardName == "new")
      await bench.stop()
    }
  }
}
