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

  @Test(
    "A row has one color, as a bar and as a curve",
    arguments: [BenchRow.all, Array(BenchRow.all.prefix(3))])
  func colors(rows: [BenchRow]) throws {
    var results = BenchSamples.results
    results.rows.removeAll { row in !rows.contains { $0.name == row.name } }
    let lines = BenchPlot(results).svg.split(separator: "\n")
    func style(_ prefix: String, of line: Substring) -> String? {
      let name = line.split(separator: "class=\"").last?.prefix { $0 != "\"" }
      return name.flatMap { $0.hasPrefix(prefix) ? String($0.dropFirst(prefix.count)) : nil }
    }
    var curves: [String: String] = [:]
    for row in results.rows {
      let places = lines.indices.filter { lines[$0].hasSuffix(">\(row.title)</text>") }
      let bar = places.compactMap { place in
        lines[place...].dropFirst().prefix(2).lazy.compactMap { style("bar", of: $0) }.first
      }
      let curve = places.compactMap { style("curve", of: lines[$0 - 1]) }
      #expect(bar == curve && curve.count < 2, "\(row.title)")
      curves[row.title] = curve.first
    }
    #expect(curves.count == min(6, rows.count) && Set(curves.values).count == curves.count)
  }

  @Test("How many events a row hears, and how long it lets them gather, stands behind its bar")
  func comparable() throws {
    let lines = BenchPlot(BenchSamples.results).svg.split(separator: "\n")
    func texts(of title: String) throws -> [String] {
      let place = try #require(lines.firstIndex { $0.hasSuffix(">\(title)</text>") })
      let texts = lines[place...].prefix { !$0.hasSuffix(">\(title)</text>") || $0 == lines[place] }
        .compactMap { $0.hasPrefix("<text") ? $0.split(separator: ">").dropFirst().first : nil }
      return texts.prefix(5).map { String($0.prefix { $0 != "<" }) }
    }
    #expect(
      try texts(of: "exits").prefix(5) == [
        "exits", "published: 70", "4.00", "8,000", "within 10 ms",
      ])
    #expect(try texts(of: "C, epoll and recvfrom")[2...3] == ["24,000", "at once"])
    #expect(try texts(of: "everything, of processes, for 20 ms")[3] == "within 20 ms")
  }

  @Test("Names of curves do not cover each other, and stay above the floor", arguments: [2, 6])
  func curveNames(count: Int) {
    var document = SVGDocument(width: 10, height: 10)
    document.addCurveNames(
      (0..<count).map { (y: 95 + Double($0), text: "name", style: "curve\($0)") }, x: 0, above: 100)
    let places = document.text(styles: "", title: "").split(separator: "\n")
      .filter { $0.hasSuffix(">name</text>") }
      .compactMap { $0.split(separator: " y=\"").last?.prefix { $0 != "\"" } }.compactMap {
        Double($0)
      }
    #expect(places.count == count && places.allSatisfy { $0 <= 100 })
    #expect(zip(places, places.dropFirst()).allSatisfy { $1 - $0 >= 16 })
  }

  @Test(
    "Thousands stand apart",
    arguments: [
      (0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-12_345, "-12,345"),
    ])
  func grouped(number: Int, text: String) { #expect(NumberText.grouped(number) == text) }

  @Test("One is one")
  func counted() {
    #expect(NumberText.counted(1, "wake-up") == "1 wake-up")
    #expect(
      NumberText.counted(0, "round") == "0 rounds" && NumberText.counted(2, "round") == "2 rounds")
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
