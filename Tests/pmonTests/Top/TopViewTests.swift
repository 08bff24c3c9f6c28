import ProcessConnector
import ProcessEvents
import ProcessTable
import TestSupport
import Testing

@testable import pmon

@Suite("The screen of top")
struct TopViewTests {
  private let model = TopSamples.busyModel(seconds: 70)

  private func expect(
    _ canvas: Canvas, equals name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try SnapshotFile.expect(canvas.text, equals: name, sourceLocation: sourceLocation)
  }

  @Test("At the sizes that terminals have", arguments: [(80, 24), (200, 60), (120, 40), (40, 10)])
  func sizes(columns: Int, rows: Int) throws {
    let canvas = TopSamples.view(model, columns: columns, rows: rows)
    try expect(canvas, equals: "top-\(columns)x\(rows).txt")
  }

  @Test("With ASCII alone")
  func ascii() throws {
    let canvas = TopSamples.view(model, columns: 80, rows: 24, isUnicode: false)
    try expect(canvas, equals: "top-ascii.txt")
    #expect(canvas.text.utf8.allSatisfy { $0 < 0x80 })
  }

  @Test("In color, as it is sent to a terminal")
  func color() throws {
    var bytes: [UInt8] = []
    var writer = ScreenWriter(styles: StyleSheet(depth: .many))
    writer.draw(TopSamples.view(model, columns: 80, rows: 24), into: &bytes)
    try SnapshotFile.expect(String(decoding: bytes, as: UTF8.self), equals: "top-color.txt")
  }

  @Test("Sorted, searched, paused, with a loss and all deaths")
  func states() throws {
    var state = TopState()
    state.measure = .abnormal
    state.search = "o"
    state.isPaused = true
    state.showsAllDeaths = true
    state.focus = .deaths
    var facts = TopSamples.facts
    facts.counters.lost = 12_345
    facts.counters.bufferUsed = 30 << 20
    let canvas = TopSamples.view(model, state, facts: facts, columns: 100, rows: 30)
    try expect(canvas, equals: "top-searched.txt")
  }

  @Test("With help over it")
  func help() throws {
    var state = TopState()
    state.showsHelp = true
    try expect(
      TopSamples.view(model, state, columns: 80, rows: 24), equals: "top-help.txt")
  }

  @Test("Before anything has happened")
  func empty() throws {
    let model = TopModel(at: TopSamples.begin)
    try expect(TopSamples.view(model, columns: 80, rows: 24), equals: "top-empty.txt")
  }

  @Test("Abnormal deaths alone, on a small screen and a usual one")
  func abnormalOnly() throws {
    var facts = TopSamples.facts
    facts.events = .nonzeroExit
    facts.selection = "abnormal exits"
    var state = TopState()
    state.focus = .deaths
    try expect(
      TopSamples.view(model, state, facts: facts, columns: 40, rows: 10),
      equals: "top-abnormal-40x10.txt")
    try expect(
      TopSamples.view(model, state, facts: facts, columns: 80, rows: 24),
      equals: "top-abnormal-80x24.txt")
  }

  @Test("Losses are alarming, and nothing is before there are any")
  func alarm() {
    var facts = TopSamples.facts
    let calm = TopSamples.view(model, facts: facts, columns: 80, rows: 24)
    #expect(!calm.cells.contains { $0.style == .alarm })
    facts.counters.lost = 1
    let alarmed = TopSamples.view(model, facts: facts, columns: 80, rows: 24)
    let text = alarmed.cells.filter { $0.style == .alarm }.compactMap { Unicode.Scalar($0.scalar) }
    #expect(String(String.UnicodeScalarView(text)) == "1 lost")
  }

  @Test("Names that a process chose to do harm stay in their places", arguments: [true, false])
  func hostileNames(isUnicode: Bool) throws {
    var model = TopModel(at: TopSamples.begin)
    model.advance(to: TopSamples.begin + 1)
    let wide = [Array("日本語日".utf8), Array("e\u{301}e\u{301}".utf8)]
    for (index, bytes) in (Samples.hostileNames + wide).enumerated() {
      var name = CommandName("")
      for (index, byte) in bytes.enumerated() { name.bytes[index] = byte }
      let id = Int32(index + 100)
      model.add(TopSamples.fork(by: id, .known(name), of: 5000))
      model.add(TopSamples.death(id, .known(name), 1 << 8, child: 1))
    }
    let canvas = TopSamples.view(model, columns: 80, rows: 40, isUnicode: isUnicode)
    #expect(canvas.cells.allSatisfy { $0.scalar == 0 || $0.scalar >= 0x20 && $0.scalar != 0x7F })
    try expect(canvas, equals: "top-hostile-\(isUnicode ? "unicode" : "ascii").txt")
  }

  @Test(
    "Every size and state can be drawn, and the last line of the keys stays",
    arguments: Seeds.chosen)
  func anySize(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<60 {
      var state = TopState()
      state.measure = random.element(of: Measure.allCases)
      state.focus = random.element(of: TopState.Panel.allCases)
      state.showsAllDeaths = random.once(in: 2)
      state.showsHelp = random.once(in: 4)
      state.isSearching = random.once(in: 4)
      state.search = random.element(of: ["", "", "o", "zzz"])
      state.scroll = [state.focus: random.number(in: 0...500)]
      let (columns, rows) = (random.number(in: 1...220), random.number(in: 1...70))
      let canvas = TopSamples.view(
        model, state, columns: columns, rows: rows, isUnicode: random.once(in: 2))
      #expect(canvas.cells.count == columns * rows)
      if rows > 2, columns >= 40, !state.isSearching, !state.showsHelp {
        let foot = canvas.text.split(separator: "\n", omittingEmptySubsequences: false)[rows - 1]
        #expect(foot.hasSuffix("? help  q quit"), "seed \(seed), \(columns)x\(rows)")
      }
    }
  }

  @Test(
    "Numbers in few characters",
    arguments: [
      (0.04, "<0.1"), (0.3, "0.3"), (12.54, "12.5"), (99.9, "99.9"), (99.96, "100"),
      (9999, "9999"), (12_340, "12.3k"), (99_949, "99.9k"), (99_960, "100k"), (1_250_000, "1.3M"),
      (999_600, "1.0M"),
    ] as [(Double, String)])
  func rate(rate: Double, text: String) { #expect(NumberText.rate(rate) == text) }

  @Test(
    "Durations for people",
    arguments: [
      (850_000, "850 us"), (12_340_000, "12.3 ms"), (999_960_000, "1.0 s"),
      (4_560_000_000, "4.6 s"),
      (59_990_000_000, "60.0 s"), (192_000_000_000, "3m12s"), (7_500_000_000_000, "2h05m"),
      (443_000_000_000_000, "5d03h"), (0, "0 us"),
    ] as [(UInt64, String)])
  func duration(nanoseconds: UInt64, text: String) {
    #expect(NumberText.duration(nanoseconds: nanoseconds) == text)
  }
}
