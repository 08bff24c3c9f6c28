internal import EventRendering

/// Turns a canvas into what a terminal has to be sent, given what it shows: only the difference.
struct ScreenWriter {
  let styles: StyleSheet
  private var shown: Canvas?

  /// Cells that have not changed, but are cheaper to write again than to jump over.
  private static let jump = 6

  init(styles: StyleSheet) { self.styles = styles }

  /// What makes a terminal ready: another screen, no cursor, nothing carried over at the right edge.
  static let enter: StaticString = "\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l"
  /// What gives it back, whatever has been sent before, be it half a drawing.
  static let leave = "\u{1B}[?2026l\u{1B}[0m\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l"

  /// Takes note that the terminal may show anything: the next drawing is a whole one.
  mutating func forget() { shown = nil }

  /// Adds what makes the terminal show `canvas`; nothing where it does.
  mutating func draw(_ canvas: Canvas, into bytes: inout [UInt8]) {
    let begin = bytes.count
    // The terminal is to show the whole change at once; those that do not know this ignore it.
    bytes.write("\u{1B}[?2026h")
    let start = bytes.count
    if let shown, shown.columns == canvas.columns, shown.rows == canvas.rows {
      for row in 0..<canvas.rows { drawChanges(row, from: shown, to: canvas, into: &bytes) }
    } else {
      bytes.write("\u{1B}[0m\u{1B}[2J")
      for row in 0..<canvas.rows { drawWhole(row, of: canvas, into: &bytes) }
    }
    shown = canvas
    if bytes.count == start {
      bytes.removeLast(bytes.count - begin)
    } else {
      bytes.write("\u{1B}[?2026l")
    }
  }

  private func drawWhole(_ row: Int, of canvas: Canvas, into bytes: inout [UInt8]) {
    var end = canvas.columns
    while end > 0, canvas[end - 1, row] == .blank { end -= 1 }
    if end > 0 { write(canvas, 0..<end, row, into: &bytes) }
  }

  private func drawChanges(
    _ row: Int, from old: Canvas, to new: Canvas, into bytes: inout [UInt8]
  ) {
    var column = 0
    while column < new.columns {
      guard old[column, row] != new[column, row] else {
        column += 1
        continue
      }
      var end = column + 1
      var same = 0
      var place = end
      while place < new.columns, same < ScreenWriter.jump {
        if old[place, row] != new[place, row] {
          end = place + 1
          same = 0
        } else {
          same += 1
        }
        place += 1
      }
      // A character of two cells is written as a whole, and so is one that was there before.
      var first = column
      while first > 0, new[first, row].scalar == 0 || old[first, row].scalar == 0 { first -= 1 }
      while end < new.columns, new[end, row].scalar == 0 || old[end, row].scalar == 0 { end += 1 }
      write(new, first..<end, row, into: &bytes)
      column = end
    }
  }

  private func write(
    _ canvas: Canvas, _ range: Range<Int>, _ row: Int, into bytes: inout [UInt8]
  ) {
    bytes.write("\u{1B}[")
    bytes.write(row + 1)
    bytes.write(";")
    bytes.write(range.lowerBound + 1)
    bytes.write("H")
    var style: Style?
    for column in range {
      let cell = canvas[column, row]
      guard cell.scalar != 0 else { continue }
      if cell.style != style {
        bytes.write(styles.sequence(cell.style))
        style = cell.style
      }
      if cell.scalar < 0x80 {
        bytes.append(UInt8(cell.scalar))
      } else if let scalar = Unicode.Scalar(cell.scalar) {
        bytes.append(contentsOf: UTF8.encode(scalar)!)
      }
    }
  }
}
