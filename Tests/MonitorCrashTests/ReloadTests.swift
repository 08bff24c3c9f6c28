import Foundation
import KernelInterface
import TestSupport
import Testing

extension CrashTests {
  struct ReloadTests {
    @Test func notOneDeathIsMissedWhileGuardsChangeUnderLoad() throws {
      let seed = try #require(Seeds.chosen.last)
      let machine = try GuardedMachine()
      let limits = "resync_interval: 1s"
      try machine.configure([machine.rule("db")], limits: limits)
      try machine.start()
      let load = try VictimLoad(machine, seed: seed, count: 400)
      var reloads = 0
      while load.isRunning {
        reloads += 1
        let rules = [
          machine.rule(
            "db", milliseconds: reloads % 3, keys: "    concurrency: \(1 + reloads % 8)"),
          machine.rule("other-\(reloads)", keys: "    match: name == \"nobody-\(reloads)\""),
        ]
        // Every fifth is refused as a whole.
        try machine.configure(rules, limits: reloads % 5 == 4 ? "nonsense: 1" : limits)
        ProcessActions.send(signal: 1, to: reloads % 2 == 0 ? machine.keeper : machine.engine ?? 0)
        ProcessActions.sleep(milliseconds: 60)
      }
      try load.finish()
      #expect(reloads > 5)
      // One that was refused would leave another configuration's rules in force.
      #expect(machine.log.contains("another configuration is in force"))
      #expect(machine.waitUntilDone())
      let report = try CrashReport(machine)
      #expect(report.faults == [])
      #expect(report.inferred == 0)
      #expect(report.expected > 200)
    }

    @Test func aCrashUnderABrokenConfigurationGoesOnWithTheOneThatWasInForce() throws {
      let machine = try GuardedMachine()
      try machine.configure([machine.rule("db")], limits: "resync_interval: 1s")
      try machine.start()
      let child = try ChildProcess(["/bin/sleep", "1000"])
      defer { try? child.send(signal: 9) }
      try machine.register(child.id, guardName: "db")
      try "guards: [".write(
        toFile: machine.folder + "/pmond.yaml", atomically: true, encoding: .utf8)
      ProcessActions.send(signal: 1, to: machine.keeper)
      #expect(eventually { machine.log.contains("the configuration stays as it was") })
      machine.killEngine()
      try child.send(signal: 9)
      _ = try child.wait()
      #expect(eventually { machine.number("cleanups", "RESOURCES FREED") == 1 })
      #expect(machine.number("detection", "inferred") == 0)
    }

    @Test func aDaemonThatCannotStartAnyMoreIsNotStartedWithoutPause() throws {
      let machine = try GuardedMachine()
      try machine.configure([machine.rule("db")])
      try machine.start()
      // Nothing can listen there: it has to end at once, as often as it is started.
      try FileManager.default.removeItem(atPath: machine.folder + "/run")
      try "".write(toFile: machine.folder + "/run", atomically: false, encoding: .utf8)
      machine.killEngine()
      var ids: Set<Int32> = []
      let end = Clocks.monotonic + 3_000_000_000
      while Clocks.monotonic < end {
        if let engine = machine.engine { ids.insert(engine) }
        ProcessActions.sleep(milliseconds: 2)
      }
      // 0, 100, 200, 400, 800 and 1,600 ms
      #expect((1...7).contains(ids.count), "\(ids.count) starts in three seconds")
      #expect(!machine.log.contains("Fatal error"))
    }
  }
}
