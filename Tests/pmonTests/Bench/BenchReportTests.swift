import Drawing
import FoundationEssentials
import Testing

@testable import pmon

@Suite("Reports of the bench")
struct BenchReportTests {
  @Test("As text, Markdown, JSON and a drawing")
  func snapshots() throws {
    let results = BenchSamples.results
    let report = BenchReport(results)
    try SnapshotFile.expect(report.text, equals: "bench.txt")
    try SnapshotFile.expect(report.markdown, equals: "bench.md")
    try SnapshotFile.expect(results.json, equals: "bench.json")
    try SnapshotFile.expect(BenchPlot(results).svg, equals: "bench.svg")
  }

  @Test("Interrupted before anything was measured, on a noisy machine, with few processes")
  func little() throws {
    var results = BenchSamples.results
    results.processes = 500
    results.end = .interrupted
    results.rounds = 0
    results.baseline = Spread()
    results.rows = BenchRow.all.prefix(2).map(RowResult.init)
    try SnapshotFile.expect(BenchReport(results).text, equals: "bench-interrupted.txt")
    let svg = BenchPlot(results).svg
    #expect(!svg.contains("nan") && !svg.contains("inf"))
  }

  @Test("Names in a drawing cannot end its elements")
  func escaping() {
    var results = BenchSamples.results
    results.kernel = "</text><script>"
    results.rows[0].title = "a & \"b\" | c"
    let svg = BenchPlot(results).svg
    #expect(svg.contains("&lt;/text&gt;&lt;script&gt;") && !svg.contains("<script>"))
    #expect(svg.contains("a &amp; &quot;b&quot;"))
    #expect(BenchReport(results).markdown.contains("a & \"b\" \\| c"))
  }

  @Test("An axis holds all that it is made for, with few ticks")
  func axes() {
    for greatest in [0.3, 1, 7, 99, 101, 4999] {
      let axis = Axis.linear(to: greatest, from: 0, to: 100)
      #expect(axis.place(of: greatest) <= 100.001 && axis.place(of: 0) == 0)
      #expect((2...8).contains(axis.ticks.count), "\(greatest): \(axis.ticks)")
    }
    let axis = Axis.logarithmic(900...2_000_000, from: 100, to: 0)
    #expect(axis.ticks.first == 100 && axis.ticks.last == 10_000_000)
    #expect(abs(axis.place(of: 31_622.7766) - 50) < 0.01)
    #expect(abs(Axis.logarithm(10) - 3.321928) < 1e-5)
  }

  @Test(
    "Rows are chosen by their names",
    arguments: [("exits,pidfd", 2), ("exits,exits", 1), ("exits,", nil), ("nonsense", nil)])
  func rows(list: String, count: Int?) {
    #expect(RowList(argument: list)?.rows.count == count)
  }

  @Test("No two rows have one name")
  func names() { #expect(Set(BenchRow.all.map(\.name)).count == BenchRow.all.count) }

  @Test("Other listeners are counted by their group")
  func listeners() {
    let table = """
      sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode
      000000001        11  812        00000001 0        0        0     2        0        1
      000000002        11  813        00000000 0        0        0     2        0        2
      000000003        0   814        00000001 0        0        0     2        0        3
      """
    #expect(ConnectorListeners.count(in: table) == 1)
  }

  @Test("Lines of other programs are understood")
  func tools() {
    let outputs = [
      "forkstat": """
      Time     Event     PID Info   Duration Process
      10:00:00 fork      100 parent          sh
      10:00:00 fork      101 child           sh
      10:00:00 exec      101                 true
      10:00:00 exit      101      0    0.001 true
      10:00:00 exit      999      0    0.001 true
      """,
      "extrace": "101+ true\n101- true exited status=0 time=0.001s\n999+ x\n",
      "exitsnoop":
        "PCOMM PID PPID TID AGE(s) EXIT_CODE\ntrue 101 100 101 0.00 0\ntrue 999 1 9 0 0\n",
    ]
    let counts = ForeignTool.all.map { $0.countEvents(of: [101], in: outputs[$0.name] ?? "") }
    #expect(counts == [3, 2, 1])
  }

  @Test("A report of a listener comes back as it was")
  func reports() {
    var report = ContenderReport()
    report.seen = 7
    report.lost = 3
    #expect(ContenderReport(encoded: report.encoded) == report)
    report.unknown = [.init(process: 5, latency: 30), .init(process: 1000, latency: 40)]
    report.latencies.record(12)
    #expect(ContenderReport(encoded: report.encoded) == report)
    report.settle(children: [5])
    #expect(report.latencies.count == 2 && report.latencies.maximum == 30)
    #expect(report.seen == 8 && report.others == 1 && report.unknown.isEmpty)
    #expect(ContenderReport(encoded: "report 1 2 3") == nil)
  }
}
