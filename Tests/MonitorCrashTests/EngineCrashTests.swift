import Foundation
import KernelInterface
import TestSupport
import Testing

/// What belongs to the crash tests: one after the other, as each loads the machine.
@Suite(
  .serialized,
  .enabled(if: Host.isServed && Host.isRoot, "needs root and the connector of this machine"))
enum CrashTests {}

extension CrashTests {
  struct EngineCrashTests {
    /// `PMON_CRASH_VICTIMS=10000` is the large run.
    static let victims = HostFacts.environment("PMON_CRASH_VICTIMS").flatMap { Int($0) } ?? 1500
    static var isLarge: Bool { victims >= 5000 }

    @Test
    func eachAbnormalDeathIsCleanedUpAfterThoughTheEngineIsKilledAgainAndAgain() throws {
      let seed = try #require(Seeds.chosen.last)
      var random = SeededGenerator(seed: seed)
      let machine = try GuardedMachine()
      // As long as to be killed in the middle now and then.
      try machine.configure(
        [machine.rule("db", milliseconds: 10, keys: "    concurrency: 16")],
        limits: "resync_interval: 1s")
      try machine.start()
      let load = try VictimLoad(machine, seed: seed, count: Self.victims)
      var kills = 0
      while load.isRunning, kills < (Self.isLarge ? 25 : 7) {
        ProcessActions.sleep(milliseconds: random.number(in: 20...900))
        if machine.killEngine() { kills += 1 }
      }
      try load.finish()
      #expect(machine.waitUntilDone(), "\(machine.status() ?? [:])")
      let report = try CrashReport(machine, mayEndTwice: true)
      #expect(report.faults == [])
      #expect(report.expected > Self.victims / 2)
      #expect(kills > 2)
      // Its keeper lived, so nothing had to be inferred.
      #expect(report.inferred == 0)
      print("\(kills) kills, \(report)")
    }

    @Test
    func whatEndsWhileNothingRunsIsFoundAtTheNextStart() throws {
      let machine = try GuardedMachine()
      try machine.configure(
        [
          machine.rule("db"),
          machine.rule("told", keys: "    on_unknown: report"),
        ], limits: "resync_interval: 1s")
      try machine.start()
      let children = try (0..<40).map { _ in try ChildProcess(["/bin/sleep", "1000"]) }
      defer { for child in children { try? child.send(signal: 9) } }
      for (index, child) in children.enumerated() {
        try machine.register(child.id, guardName: index % 2 == 0 ? "db" : "told")
      }
      machine.killAll()
      for child in children.prefix(30) {
        try child.send(signal: 9)
        _ = try child.wait()
      }
      try machine.start()
      #expect(eventually { machine.number("registrations", "count") == 10 })
      #expect(eventually { machine.number("cleanups", "RESOURCES FREED") == 15 })
      #expect(eventually { machine.number("cleanups", "REPORTED") == 15 })
      let notes = try String(contentsOfFile: machine.cleanups, encoding: .utf8)
        .split(separator: "\n").map { $0.split(separator: "\t", omittingEmptySubsequences: false) }
      #expect(notes.count == 30)
      #expect(notes.allSatisfy { $0[3] == "unknown" && $0[4] == "1" && $0[1].hasSuffix("/db") })
      for child in children.suffix(10) {
        try child.send(signal: 9)
        _ = try child.wait()
      }
      #expect(machine.waitUntilDone())
      #expect(machine.number("cleanups", "RESOURCES FREED") == 25)
      #expect(machine.number("detection", "inferred") == 30)
    }
  }
}
