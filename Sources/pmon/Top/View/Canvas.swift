internal import ProcessEvents

/// One character's place on the screen.
struct Cell: Hashable {
  /// 0 where the character on the left takes this place, too.
  var scalar: UInt32
  var style: Style

  static let blank = Cell(scalar: 0x20, style: .plain)
}

/// The screen to be: cells that are drawn into, cut off at the edges.
struct Canvas {
  let columns: Int
  let rows: Int
  private(set) var cells: [Cell]
  let glyphs: Glyphs

  init(columns: Int, rows: Int, glyphs: Glyphs) {
    self.columns = max(1, columns)
    self.rows = max(1, rows)
    self.glyphs = glyphs
    cells = Array(repeating: .blank, count: self.columns * self.rows)
  }

  subscript(column: Int, row: Int) -> Cell { cells[row * columns + column] }

  mutating func set(_ scalar: Unicode.Scalar, _ style: Style, at column: Int, _ row: Int) {
    put(Cell(scalar: scalar.value, style: style), at: column, row)
  }

  /// Half of a character that took two places is not left behind.
  private mutating func put(_ cell: Cell, at column: Int, _ row: Int) {
    guard column >= 0, column < columns, row >= 0, row < rows else { return }
    let place = row * columns + column
    if cells[place].scalar == 0, column > 0 { cells[place - 1].scalar = 0x20 }
    if column + 1 < columns, cells[place + 1].scalar == 0 { cells[place + 1].scalar = 0x20 }
    cells[place] = cell
  }

  /// Writes text from the left, with an ellipsis where there is more than fits.
  ///
  /// - Parameter width: columns that there are for it; nil is to the edge.
  /// - Returns: the column after it.
  @discardableResult
  mutating func put(
    _ text: String, _ style: Style, at column: Int, _ row: Int, width: Int? = nil
  ) -> Int {
    let end = min(columns, width.map { column + max(0, $0) } ?? columns)
    let scalars = visible(text)
    let isCut = column + scalars.reduce(0) { $0 + $1.width } > end
    let textEnd = isCut ? end - 1 : end
    var place = column
    for (scalar, width) in scalars {
      if place + width > textEnd { break }
      set(scalar, style, at: place, row)
      if width == 2, place >= 0, place + 1 < columns, row >= 0, row < rows {
        put(.blank, at: place + 1, row)
        cells[row * columns + place + 1] = Cell(scalar: 0, style: style)
      }
      place += width
    }
    if isCut, place < end {
      set(glyphs.ellipsis, style, at: place, row)
      place += 1
    }
    return place
  }

  /// Writes text that ends before a column.
  mutating func putRight(_ text: String, _ style: Style, before column: Int, _ row: Int) {
    put(text, style, at: column - text.unicodeScalars.count, row, width: text.unicodeScalars.count)
  }

  mutating func fill(
    _ scalar: Unicode.Scalar, _ style: Style, from column: Int, to end: Int, _ row: Int
  ) {
    for place in column..<max(column, end) { set(scalar, style, at: place, row) }
  }

  /// The scalars that one cell or two can show, in place of all others.
  private func visible(_ text: String) -> [(Unicode.Scalar, width: Int)] {
    text.unicodeScalars.map { scalar in
      if scalar.isASCII { return (scalar.value < 0x20 || scalar.value == 0x7F ? "?" : scalar, 1) }
      guard glyphs.isUnicode else { return ("?", 1) }
      // A mark has no cell of its own to stand in.
      let width = Character(scalar).displayWidth
      return width == 0 ? ("\u{FFFD}", 1) : (scalar, width)
    }
  }

  /// Its rows as text, without blanks at their ends.
  var text: String {
    var text = ""
    for row in 0..<rows {
      var line = String.UnicodeScalarView()
      for column in 0..<columns {
        let scalar = self[column, row].scalar
        if scalar != 0, let scalar = Unicode.Scalar(scalar) { line.append(scalar) }
      }
      while line.last == " " { line.removeLast() }
      text += String(line) + "\n"
    }
    return text
  }
}
