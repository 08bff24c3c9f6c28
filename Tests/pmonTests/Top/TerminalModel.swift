/// As much of a terminal as top needs: what it shows after the bytes that it was sent.
struct TerminalModel {
  struct Cell: Hashable {
    var scalar: Unicode.Scalar?
    var style: String
  }

  private(set) var columns: Int
  private(set) var rows: Int
  private(set) var cells: [Cell]
  private(set) var isAlternate = false
  private(set) var showsCursor = true
  private(set) var wraps = true
  /// Times that everything was erased.
  private(set) var erasures = 0
  /// What was written outside of the other screen.
  private(set) var mainText = ""
  private(set) var unknown: [String] = []

  private var place = (column: 0, row: 0)
  private var style = "0"
  private let width: (Unicode.Scalar) -> Int

  init(columns: Int, rows: Int, width: @escaping (Unicode.Scalar) -> Int = { _ in 1 }) {
    self.columns = columns
    self.rows = rows
    self.width = width
    cells = Array(repeating: Cell(scalar: " ", style: "0"), count: columns * rows)
  }

  mutating func resize(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
    cells = Array(repeating: Cell(scalar: " ", style: "0"), count: columns * rows)
  }

  mutating func feed(_ text: String) {
    var rest = text.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      guard scalar == "\u{1B}" else {
        show(scalar)
        continue
      }
      guard rest.popFirst() == "[" else { continue }
      var parameters = ""
      while let next = rest.popFirst() {
        if (0x40..<0x7F).contains(next.value) {
          perform(next, parameters)
          break
        }
        parameters.unicodeScalars.append(next)
      }
    }
  }

  private mutating func show(_ scalar: Unicode.Scalar) {
    guard isAlternate else {
      mainText.unicodeScalars.append(scalar)
      return
    }
    guard place.column < columns, place.row < rows else { return }
    cells[place.row * columns + place.column] = Cell(scalar: scalar, style: style)
    let width = width(scalar)
    if width == 2, place.column + 1 < columns {
      cells[place.row * columns + place.column + 1] = Cell(scalar: nil, style: style)
    }
    place.column += width
  }

  private mutating func perform(_ final: Unicode.Scalar, _ parameters: String) {
    switch (final, parameters) {
    case ("H", _):
      let numbers = parameters.split(separator: ";").compactMap { Int($0) }
      place = ((numbers.last ?? 1) - 1, (numbers.first ?? 1) - 1)
    case ("J", "2"):
      erasures += 1
      for index in cells.indices { cells[index] = Cell(scalar: " ", style: style) }
    case ("m", _): style = parameters
    case ("h", "?1049"): isAlternate = true
    case ("l", "?1049"): isAlternate = false
    case ("h", "?25"): showsCursor = true
    case ("l", "?25"): showsCursor = false
    case ("h", "?7"): wraps = true
    case ("l", "?7"): wraps = false
    case ("h", "?2026"), ("l", "?2026"): break
    default: unknown.append(parameters + String(final))
    }
  }

  /// Its rows, without blanks at their ends.
  var text: String {
    var text = ""
    for row in 0..<rows {
      var line = String.UnicodeScalarView()
      for cell in cells[(row * columns)..<((row + 1) * columns)] {
        if let scalar = cell.scalar { line.append(scalar) }
      }
      while line.last == " " { line.removeLast() }
      text += String(line) + "\n"
    }
    return text
  }
}
