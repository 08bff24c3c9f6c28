import Foundation
import KernelInterface
import TestSupport
import Testing

extension CrashTests {
  /// What goes wrong around the daemon.
  struct HostileConditionTests {
    private static let count = EngineCrashTests.isLarge ? 4000 : 400
    private let seed: UInt64

    init() throws { seed = try #require(Seeds.chosen.last) }

    @Test func deathsWhileTheDiskIsFullAreCleanedUpAfterOnceItIsNot() throws {
      let machine = try GuardedMachine()
      let disk = machine.folder + "/disk"
      try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: false)
      try run("/bin/mount", "-t", "tmpfs", "-o", "size=8m", "none", disk)
      defer { try? run("/bin/umount", "-l", disk) }
      try machine.configure([machine.rule("db")], limits: "resync_interval: 1s", journal: disk)
      try machine.start()
      let load = try VictimLoad(machine, seed: seed, count: Self.count)
      for isKilled in [false, true] {
        ProcessActions.sleep(milliseconds: 300)
        // It ends when the disk is full.
        try run("/bin/sh", "-c", "head -c 16m /dev/zero >\(disk)/filler 2>/dev/null; exit 0")
        ProcessActions.sleep(milliseconds: 700)
        if isKilled { machine.killEngine() }
        ProcessActions.sleep(milliseconds: 300)
        try FileManager.default.removeItem(atPath: disk + "/filler")
      }
      try load.finish()
      #expect(machine.waitUntilDone(), "\(machine.status() ?? [:]) \(machine.log)")
      #expect(machine.log.contains("full"))
      try check(machine)
      machine.killAll()
    }

    @Test func whatDiesWhileTheEngineIsStoppedIsCleanedUpAfter() throws {
      let machine = try GuardedMachine()
      try machine.configure([machine.rule("db")], limits: "resync_interval: 1s")
      try machine.start()
      let load = try VictimLoad(machine, seed: seed, count: Self.count)
      for _ in 0..<2 {
        ProcessActions.sleep(milliseconds: 400)
        let engine = try #require(machine.engine)
        ProcessActions.send(signal: 19, to: engine)
        ProcessActions.sleep(milliseconds: EngineCrashTests.isLarge ? 10_000 : 1500)
        ProcessActions.send(signal: 18, to: engine)
      }
      try load.finish()
      #expect(machine.waitUntilDone())
      try check(machine)
    }

    @Test func whatABufferOfEightKilobytesLosesIsFoundAndItsCauseIsNoGuess() throws {
      let machine = try GuardedMachine()
      try machine.configure(
        [machine.rule("db")], limits: "receive_buffer: 8KiB, resync_interval: 1s")
      try machine.start()
      let load = try VictimLoad(machine, seed: seed, count: Self.count)
      while load.isRunning {
        guard let engine = machine.engine else { break }
        ProcessActions.send(signal: 19, to: engine)
        ProcessActions.sleep(milliseconds: 200)
        ProcessActions.send(signal: 18, to: engine)
        ProcessActions.sleep(milliseconds: 200)
      }
      try load.finish()
      #expect(machine.waitUntilDone())
      #expect(machine.number("detection", "lost") ?? 0 > 0)
      try check(machine)
    }

    @Test func cleanupsThatMisbehaveAreEndedAndRepeatedAndHoldUpNobody() throws {
      let machine = try GuardedMachine()
      let plan = "      time_limit: 300ms\n      kill_delay: 100ms\n      back_off: 100ms"
      let behaviours = [
        "hangs-first", "crashes-first", "floods", "daemonises", "kills-first", "forks",
      ]
      try machine.configure(
        behaviours.map {
          machine.rule(
            $0, behaviour: $0,
            plan: $0 == "forks"
              ? "" : $0 == "floods" || $0 == "daemonises" ? "      back_off: 100ms" : plan)
        }, limits: "resync_interval: 1s, cleanups: 32")
      try machine.start()
      let loads = try behaviours.map {
        // Each crash of the daemon's is followed by a longer pause.
        try VictimLoad(machine, guardName: $0, seed: seed, count: $0 == "kills-first" ? 8 : 24)
      }
      for load in loads { try load.finish() }
      #expect(machine.waitUntilDone(), "\(machine.status() ?? [:])")
      let report = try CrashReport(machine, mayEndTwice: true)
      #expect(report.faults == [])
      #expect(report.repeated > 8)
    }

    private func check(_ machine: GuardedMachine) throws {
      let report = try CrashReport(machine, mayEndTwice: true)
      #expect(report.faults == [])
      #expect(report.expected > Self.count / 2)
    }

    private func run(_ arguments: String...) throws {
      let status = try ChildProcess(arguments).wait()
      try #require(status == 0, "\(arguments)")
    }
  }
}
