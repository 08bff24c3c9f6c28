import Foundation
import KernelInterface
import ProcessEvents
import ProcessMonitor
import ProcessTable
import TestSupport
import Testing

/// Tells what it was given, each time.
private struct Fixed: DescendantSource {
  let list: [ProcessIdentity]
  func descendants(of process: ProcessIdentity) async -> [ProcessIdentity] { list }
}

extension CleanupTests {
  @Suite("Ending orphans")
  struct OrphanTests {
    private static func identity(_ child: ChildProcess) throws -> ProcessIdentity {
      let boot = try #require(BootID.current())
      return try #require(ProcessIdentity.read(process: ProcessID(child.id), boot: boot))
    }

    private static func run(
      _ list: [ProcessIdentity], owner: UInt32? = nil, killDelay: UInt64 = 200
    ) async -> CleanupOutcome {
      var death = GuardedDeath.sample([.endOrphans], killDelay: killDelay)
      death.owner = owner
      return await CleanupRunner(descendants: Fixed(list: list)).run(death, attempt: 1)
    }

    @Test("They end by SIGTERM, by SIGKILL where they must, also when stopped")
    func ending() async throws {
      let scratch = try Scratch()
      let children = try [
        "touch \"$0\"; exec sleep 600", "trap '' TERM; touch \"$0\"; while :; do sleep 0.01; done",
        "touch \"$0\"; kill -STOP $$; exec sleep 600",
      ].enumerated().map {
        try ChildProcess(["/bin/sh", "-c", $0.element, scratch.path("\($0.offset)")])
      }
      for number in 0..<3 {
        while !scratch.exists("\(number)") { try await Task.sleep(for: .milliseconds(5)) }
      }
      let outcome = await Self.run(try children.map(Self.identity))
      #expect(outcome.succeeded, "\(outcome)")
      #expect(try children.map { try $0.wait() } == [15, 9, 15])
    }

    @Test("Nobody else ends: not who has the id now, not this process, not the first one")
    func others() async throws {
      let child = try ChildProcess(["/bin/sleep", "600"])
      let current = try Self.identity(child)
      var earlier = current
      earlier.startTicks -= 1
      var otherBoot = current
      otherBoot.boot = BootID(high: 1, low: 1)
      let own = try #require(
        ProcessIdentity.read(process: ProcessID(getpid()), boot: current.boot))
      let first = try #require(
        ProcessIdentity.read(process: ProcessID(1), boot: current.boot))
      #expect(await Self.run([earlier, otherBoot, own, first]).succeeded)
      #expect(kill(child.id, 0) == 0 && ProcessStat(process: child.id)?.state != UInt8(ascii: "Z"))
      if Host.isRoot {
        // It is root's: an ordinary user's registration does not reach it.
        #expect(await Self.run([current], owner: 65_534).succeeded)
        #expect(ProcessStat(process: child.id)?.state != UInt8(ascii: "Z"))
      }
      kill(child.id, SIGKILL)
      #expect(try child.wait() == 9)
    }
  }
}
