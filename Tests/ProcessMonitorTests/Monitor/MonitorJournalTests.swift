import Foundation
import KernelInterface
import ProcessEvents
import ProcessTable
import TestSupport
import Testing

@testable import ProcessMonitor

extension MonitorTests {
  @Suite(
    "With a journal on a bad day",
    .enabled(if: Host.isRoot, "only root can mount a small file system"))
  struct JournalTests {
    private func mount(_ folder: JournalFolder) throws -> String {
      let disk = folder.url.appending(path: "disk").path()
      try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: false)
      try run("/bin/mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", disk])
      return disk
    }

    private func run(_ program: String, _ arguments: [String]) throws {
      #expect(try ChildProcess([program] + arguments).wait() == 0)
    }

    @Test("On a full disk deaths are kept in memory, and cleaned up after once there is room")
    func fullDisk() async throws {
      let folder = try JournalFolder()
      let disk = try mount(folder)
      defer { #expect(throws: Never.self) { try run("/bin/umount", ["-l", disk]) } }
      let bench = try await MonitorBench(in: folder, journal: "\(disk)/journal.sqlite")
      let children = try (0..<50).map { _ in try ChildProcess.sleeping() }
      for child in children { try await bench.register(child, bench.plan(), token: "\(child.id)") }
      let ballast = "\(disk)/ballast"
      _ = FileManager.default.createFile(atPath: ballast, contents: nil)
      let handle = try FileHandle(forWritingTo: URL(filePath: ballast))
      while (try? handle.write(contentsOf: Data(count: 4096))) != nil {}
      try handle.close()
      for child in children { try child.kill() }
      try await MonitorBench.wait {
        let status = await bench.monitor.status(for: MonitorBench.root)
        return status.journal.problem != nil && status.journal.backlog > 0
      }
      let status = await bench.monitor.status(for: MonitorBench.root)
      #expect(!status.isHealthy && !status.isReady)
      let late = try ChildProcess.sleeping()
      await #expect(throws: MonitorRefusal.self) { try await bench.register(late, bench.plan()) }
      try late.kill()
      try FileManager.default.removeItem(atPath: ballast)
      try await MonitorBench.wait { await bench.counts() == [.resourcesFreed: 50] }
      #expect(
        Set(bench.lines().compactMap { $0.split(separator: " ").first.flatMap { Int32($0) } })
          == Set(children.map(\.id)))
      #expect(bench.lines().count == 50)
      let deaths = try await bench.deaths()
      #expect(deaths.allSatisfy { !$0.death.isInferred && $0.death.status == .signaled(.kill) })
      #expect(await bench.monitor.status(for: MonitorBench.root).isHealthy)
      await bench.stop()
    }

    @Test(
      "A damaged journal is said to be one, and what is registered is found once it is restored")
    func damage() async throws {
      let folder = try JournalFolder()
      var bench = try await MonitorBench(in: folder)
      let children = try (0..<2).map { _ in try ChildProcess.sleeping() }
      for child in children { try await bench.register(child, bench.plan(), token: "\(child.id)") }
      await bench.stop()
      let good = try Data(contentsOf: URL(filePath: folder.path))
      try Data(repeating: 0x5A, count: 8192).write(to: URL(filePath: folder.path))
      bench = try await MonitorBench(in: folder)
      var status = await bench.monitor.status(for: MonitorBench.root)
      #expect(!status.isHealthy && status.journal.problem != nil)
      try children[0].kill()
      await #expect(throws: MonitorRefusal.self) {
        try await bench.register(children[1], bench.plan())
      }
      try good.write(to: URL(filePath: folder.path))
      try await MonitorBench.wait { await bench.counts() == [.resourcesFreed: 1] }
      #expect(bench.lines() == ["\(children[0].id) 1 1"])
      status = await bench.monitor.status(for: MonitorBench.root)
      #expect(status.isHealthy && status.registrations == 1)
      try children[1].kill()
      try await MonitorBench.wait { await bench.counts() == [.resourcesFreed: 2] }
      await bench.stop()
    }
  }
}
