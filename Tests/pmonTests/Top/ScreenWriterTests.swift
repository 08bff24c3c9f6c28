import ProcessEvents
import TestSupport
import Testing

@testable import pmon

@Suite("Drawing the difference")
struct ScreenWriterTests {
  private func width(_ scalar: Unicode.Scalar) -> Int {
    "日本".unicodeScalars.contains(scalar) ? 2 : 1
  }

  private func terminal(_ columns: Int, _ rows: Int) -> TerminalModel {
    var terminal = TerminalModel(columns: columns, rows: rows, width: width)
    terminal.feed("\(ScreenWriter.enter)")
    return terminal
  }

  private func random(
    _ random: inout SeededGenerator, _ columns: Int, _ rows: Int, from old: Canvas?
  )
    -> Canvas
  {
    var canvas = old ?? Canvas(columns: columns, rows: rows, glyphs: Glyphs(isUnicode: true))
    for _ in 0..<random.number(in: 0...12) {
      let text = random.element(of: ["a", "12345", "日本", "x日y", "▇▇▁", " ", "        "])
      canvas.put(
        text, random.element(of: Style.allCases), at: random.number(in: -2...columns),
        random.number(in: 0...(rows - 1)))
    }
    return canvas
  }

  @Test(
    "A terminal that was sent differences shows what one shows that was sent all",
    arguments: Seeds.chosen)
  func differences(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for depth in [StyleSheet.Depth.none, .sixteen, .many] {
      let (columns, rows) = (random.number(in: 1...30), random.number(in: 1...6))
      var writer = ScreenWriter(styles: StyleSheet(depth: depth))
      var terminal = terminal(columns, rows)
      var canvas: Canvas?
      for _ in 0..<60 {
        let next = self.random(&random, columns, rows, from: random.once(in: 8) ? nil : canvas)
        canvas = next
        var bytes: [UInt8] = []
        writer.draw(next, into: &bytes)
        terminal.feed(String(decoding: bytes, as: UTF8.self))

        var whole = self.terminal(columns, rows)
        var other = ScreenWriter(styles: StyleSheet(depth: depth))
        var all: [UInt8] = []
        other.draw(next, into: &all)
        whole.feed(String(decoding: all, as: UTF8.self))
        #expect(terminal.text == whole.text, "seed \(seed)")
        #expect(terminal.text == next.text, "seed \(seed)")
        // The list of all cells helps nobody.
        let isSame = terminal.cells == whole.cells
        #expect(isSame, "seed \(seed)")
        #expect(terminal.unknown.isEmpty)
      }
    }
  }

  @Test("Nothing is sent where nothing has changed, and little where little has")
  func economy() {
    var writer = ScreenWriter(styles: StyleSheet(depth: .many))
    var canvas = TopSamples.view(TopSamples.busyModel(seconds: 3), columns: 80, rows: 24)
    var bytes: [UInt8] = []
    writer.draw(canvas, into: &bytes)
    #expect(bytes.count > 1000)
    bytes = []
    writer.draw(canvas, into: &bytes)
    #expect(bytes.isEmpty)
    canvas.put("!", .alarm, at: 40, 12)
    writer.draw(canvas, into: &bytes)
    #expect(!bytes.isEmpty && bytes.count < 50)
    writer.forget()
    bytes = []
    writer.draw(canvas, into: &bytes)
    #expect(bytes.count > 1000)
  }

  @Test("What leaves the screen undoes all that entering it did")
  func leave() {
    var terminal = TerminalModel(columns: 10, rows: 2)
    terminal.feed("\(ScreenWriter.enter)")
    #expect(terminal.isAlternate && !terminal.showsCursor && !terminal.wraps)
    terminal.feed(ScreenWriter.leave)
    #expect(!terminal.isAlternate && terminal.showsCursor && terminal.wraps)
    #expect(ScreenWriter.leave.utf8.count <= 128)
  }

  @Test("Without colors there are none")
  func noColor() {
    let sheet = StyleSheet(depth: .none)
    for style in Style.allCases {
      let sequence = "\(sheet.sequence(style))"
      let numbers = sequence.dropFirst(2).dropLast().split(separator: ";").compactMap { Int($0) }
      #expect(numbers.allSatisfy { $0 < 30 }, "\(style)")
    }
  }
}
