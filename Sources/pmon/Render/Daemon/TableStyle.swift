internal import EventRendering
internal import ProcessTable

/// What the daemon's tables have in common.
struct TableStyle {
  var clock: EventClock
  var palette: Palette
  /// Of ids of this boot, it is left out.
  var boot = BootID.current()
}

extension [UInt8] {
  /// A text of somebody else's in a column; `-` where there is none.
  mutating func writeCell(_ text: String?, width: Int) {
    writeColumn(width: width) { line in
      if let text { line.writePrintable(text) } else { line.write("-") }
      line.write(" ")
    }
  }

  /// A number at the right of a column, with two spaces behind it; `-` where there is none.
  mutating func writeNumber(_ number: (some FixedWidthInteger)?, width: Int) {
    writeRight(width: width) { line in
      if let number { line.write(number) } else { line.write("-") }
    }
    write("  ")
  }

  /// Takes away spaces at the end, ends a color, and the line.
  mutating func endRow(color: StaticString, _ palette: Palette) {
    while last == UInt8(ascii: " ") { removeLast() }
    if color.utf8CodeUnitCount > 0 { write(palette.reset) }
    write("\n")
  }
}
