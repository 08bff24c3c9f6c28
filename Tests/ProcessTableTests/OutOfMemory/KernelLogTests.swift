import ProcessEvents
import TestSupport
import Testing

@testable import ProcessTable

@Suite struct KernelLogRecordTests {
  private func record(_ text: String) -> KernelLogRecord? { KernelLogRecord(Array(text.utf8).span) }
  /// Of Linux 6.18.
  private static let real =
    "3,423,863911860,-;Memory cgroup out of memory: Killed process 8872 (python3) total-vm:37120kB, "
    + "anon-rss:27228kB, file-rss:3672kB, shmem-rss:0kB, UID:0 pgtables:112kB oom_score_adj:0\n"

  @Test func theKernelsWordsAreAKill() throws {
    let kill = try #require(record(Self.real))
    #expect(kill.process == ProcessID(8872))
    #expect(kill.time == 863_911_860_000)
    #expect(
      record("3,1,5,-,caller=T7;Out of memory: Killed process 7 (a) total\n")?.process.rawValue == 7
    )
    #expect(
      record("3,1,5,c;Out of memory (oom_kill_allocating_task): Killed process 7 (a) b\n") != nil)
  }

  @Test(arguments: [
    // Programs have another facility: 1 is a user's, 8 | 3
    "11,1,5,-;Out of memory: Killed process 7 (a) total-vm",
    "4294967299,1,5,-;Out of memory: Killed process 7 (a) total-vm",
    // What others can name comes later in a message.
    "6,1,5,-;Memory cgroup stats for /Out of memory: Killed process 7 (a)",
    "6,1,5,-;Killed process 7 (a) total-vm",
    "4,1,5,-;a: Out of memory: Killed process 7 (a)",
    "6,1,5,-;Out of memory: (69): drop_caches: 3",
    "3,1,5,-;Out of memory: Kill process 7 (a) score 5 or sacrifice child",
    // Continuations of a record, and texts that are none
    "3,1,5,-;x\n SUBSYSTEM=Out of memory: Killed process 7 (a)",
    "3,1,5;Out of memory: Killed process 7 (a)",
    "3,1,99999999999999999999999,-;Out of memory: Killed process 7 (a)",
    "3,1,5,-;Out of memory: Killed process 99999999999 (a)",
    "3,1,5,-;Out of memory: Killed process -7 (a)",
    "3,1,5,-;Out of memory: Killed process 7",
    "", ";", ",,,;",
  ])
  func allElseIsNone(_ text: String) { #expect(record(text) == nil) }

  @Test func aRecordThatIsCutIsNone() {
    let text = Array(Self.real.utf8)
    let enough = "3,423,863911860,-;Memory cgroup out of memory: Killed process 8872 (".utf8.count
    for count in 0..<enough {
      let record = KernelLogRecord(Array(text[..<count]).span)
      #expect(record == nil)
    }
  }
}

@Suite struct KernelLogKillsTests {
  private func at(_ milliseconds: UInt64) -> KernelInstant {
    KernelInstant(nanoseconds: milliseconds * 1_000_000)
  }

  private func record(of process: Int32, milliseconds: UInt64) -> [UInt8] {
    Array("3,1,\(milliseconds * 1000),-;Out of memory: Killed process \(process) (a) b".utf8)
  }

  private func explains(
    _ process: Int32, at death: KernelInstant, start: KernelInstant?, in kills: inout KernelLogKills
  ) -> Bool {
    kills.explains(ProcessID(process), at: death, start: start)
  }

  @Test func aKillExplainsOneDeathOfItsProcess() {
    var kills = KernelLogKills(at: at(100_000))
    kills.take(record(of: 7, milliseconds: 100_500).span, at: at(100_600))
    kills.endReading(at: at(100_600))
    #expect(!explains(8, at: at(100_550), start: nil, in: &kills))
    #expect(explains(7, at: at(100_550), start: nil, in: &kills))
    #expect(!explains(7, at: at(100_560), start: nil, in: &kills))
  }

  @Test func aLaterProcessWithTheSameIdWasNotKilled() {
    var kills = KernelLogKills(at: at(100_000))
    kills.take(record(of: 7, milliseconds: 100_500).span, at: at(100_600))
    kills.endReading(at: at(100_600))
    #expect(!explains(7, at: at(101_000), start: at(100_700), in: &kills))
    #expect(explains(7, at: at(101_000), start: at(100_100), in: &kills))
  }

  @Test func aDeathLongAfterOrBeforeIsAnother() {
    var kills = KernelLogKills(at: at(100_000))
    kills.take(record(of: 7, milliseconds: 100_500).span, at: at(100_600))
    kills.endReading(at: at(100_600))
    #expect(!explains(7, at: at(170_000), start: nil, in: &kills))
    #expect(!explains(7, at: at(99_000), start: nil, in: &kills))
    kills.endReading(at: at(400_000))
    #expect(!explains(7, at: at(100_550), start: nil, in: &kills))
  }

  @Test func lossesEndAllKnowledge() {
    var kills = KernelLogKills(at: at(100_000))
    kills.take(record(of: 7, milliseconds: 100_500).span, at: at(100_600))
    kills.forgetAll()
    #expect(!explains(7, at: at(100_550), start: nil, in: &kills))
  }

  /// The log's clock drifts, and readings are irregular: the true moment is always within what is said.
  @Test(arguments: Seeds.chosen) func theTrueMomentIsWithinTheBounds(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var now: UInt64 = random.number(in: 0...10_000_000_000_000_000)
    let rate = 1 + Double(random.number(in: -400...400)) / 1_000_000
    let ahead = Double(random.number(in: -4_000_000_000...4_000_000_000))
    var clock = KernelLogClock(at: KernelInstant(nanoseconds: now))
    var previous = now
    for _ in 0..<200 {
      let made = now + random.number(in: 1...1_000_000)
      now = made + random.number(in: 1...1_000_000)
      let local = max(0, Double(made) * rate + ahead)
      let bounds = clock.place(
        UInt64(local), after: KernelInstant(nanoseconds: previous),
        before: KernelInstant(nanoseconds: now))
      // Doubles are not exact there.
      #expect(bounds.lowerBound.nanoseconds <= made + 1_000)
      #expect(bounds.upperBound.nanoseconds + 1_000 >= made)
      previous = now
      now += random.number(in: 0...100_000_000_000)
    }
  }

  @Test func hugeNumbersDoNotTrap() {
    var clock = KernelLogClock(at: KernelInstant(nanoseconds: .max))
    for time in [UInt64.max, 0, 1 << 63] {
      _ = clock.place(
        time, after: KernelInstant(nanoseconds: 0), before: KernelInstant(nanoseconds: .max))
    }
  }
}
