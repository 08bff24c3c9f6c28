import Foundation
import KernelInterface
import TestSupport
import Testing

extension CrashTests {
  struct StepCrashTests {
    @Test func noAbnormalDeathIsLostThoughTheDaemonEndsAtEachOfTheJournalsSteps() throws {
      let seed = try #require(Seeds.chosen.last)
      // Each of the ten steps, more than once.
      let lives = EngineCrashTests.isLarge ? 100 : 24
      let machine = try GuardedMachine(program: GuardedMachine.path(of: "CrashProbe"))
      let kills = machine.folder + "/kill-"
      try machine.configure(
        [machine.rule("db", milliseconds: 5, keys: "    concurrency: 8")],
        limits: "resync_interval: 1s")
      try machine.start([String(seed), String(lives), kills])
      let load = try VictimLoad(machine, seed: seed, count: lives * 25)
      try load.finish()
      #expect(machine.waitUntilDone(), "\(machine.status() ?? [:])")
      #expect(FileManager.default.fileExists(atPath: kills + "20"), "too few kills")
      let report = try CrashReport(machine, mayEndTwice: true)
      #expect(report.faults == [])
      #expect(report.inferred == 0)
      #expect(report.expected > lives * 12)
    }
  }
}
