import FoundationEssentials
import ProcessConnector
import ProcessEvents
import Testing

@testable import pmon

@Suite("Counts")
struct StatReportTests {
  private var report: StatReport {
    var tally = Tally()
    for element in Samples.all { tally.add(element) }
    for _ in 0..<3 { tally.add(Samples.death(0)) }
    var before = ConnectorCounters()
    before.received = 100
    before.delivered = 90
    var after = before
    after.received += 25
    after.delivered += 20
    after.lost = 126
    after.rejected = 1
    after.wakeups = 4
    return StatReport(
      tally, from: Snapshot(counters: before, cpu: 5_000_000, time: 1_000_000_000),
      to: Snapshot(counters: after, cpu: 6_234_567, time: 3_000_000_000))
  }

  @Test("As text")
  func text() throws { try SnapshotFile.expect(report.text, equals: "stat.txt") }

  @Test("As JSON, which is valid")
  func json() throws {
    try SnapshotFile.expect(report.json, equals: "stat.json")
    struct Report: Decodable {
      struct Cause: Decodable {
        var code: UInt32?
        var signal: UInt32?
        var coreDumped: Bool
        var count: UInt64
      }
      var events: [String: UInt64]
      var deaths: [Cause]
      var received, delivered, lost, rejected, wakeups: UInt64
      var cpuMs, elapsedMs: Double
    }
    let decoded = try JSONDecoder.ofOutput.decode(Report.self, from: Data(report.json.utf8))
    #expect(decoded.events["fork"] == 2)
    #expect(decoded.deaths.map(\.count).reduce(0, +) == decoded.events["exit"])
    #expect(decoded.lost == 126)
    #expect(decoded.elapsedMs == 2000)
  }

  @Test("A time without events gives numbers, too")
  func nothing() {
    let now = Snapshot(counters: ConnectorCounters(), cpu: 0, time: 5)
    let report = StatReport(Tally(), from: now, to: now)
    #expect(
      report.text.hasPrefix("Event          Count      Rate/s\nall                0         0.0\n"))
    #expect(report.json.contains("\"received\":0"))
  }

  @Test("Causes come most frequent first, normal ends among them")
  func causes() {
    var tally = Tally()
    for status: UInt32 in [9, 0, 0, 0, 256, 256] { tally.add(Samples.death(status)) }
    #expect(tally.byCause.map(\.status.rawValue) == [0, 256, 9])
    #expect(tally.byCause.map(\.count) == [3, 2, 1])
  }

  @Test(
    "Sizes for people",
    arguments: [
      (0, "0 bytes"), (2304, "2.2 KiB"), (425_984, "416 KiB"), (33_554_432, "32 MiB"),
      (1_610_612_736, "1.5 GiB"),
    ] as [(UInt32, String)])
  func byteCount(bytes: UInt32, text: String) { #expect(ByteCount.text(bytes) == text) }

  @Test("The summary of a run")
  func summary() {
    var counters = ConnectorCounters()
    counters.received = 12
    counters.lost = 3
    #expect(
      RunSummary(counters, told: 9, elapsed: 2_450_000_000).text
        == "9 events, 3 lost, 0 rejected in 2.4 s (12 received)")
  }
}
