internal import EventRendering
internal import ProcessConnector
internal import ProcessEvents

/// Draws what is known: the same screen for the same model, facts, state and size.
struct TopView {
  let model: TopModel
  let facts: TopFacts
  let state: TopState
  let clock: WallClock
  var canvas: Canvas
  /// The most rows that each panel can be scrolled by; what is beyond has no effect.
  private(set) var scrollLimits: [TopState.Panel: Int] = [:]

  init(
    _ model: TopModel, _ facts: TopFacts, _ state: TopState, clock: WallClock, columns: Int,
    rows: Int, glyphs: Glyphs
  ) {
    self.model = model
    self.facts = facts
    self.state = state
    self.clock = clock
    canvas = Canvas(columns: columns, rows: rows, glyphs: glyphs)
  }

  var glyphs: Glyphs { canvas.glyphs }
  var columns: Int { canvas.columns }

  /// Whether there is no room for all panels at once: then the one in focus has the screen.
  private var isCompact: Bool { canvas.columns < 64 || canvas.rows < 18 }

  mutating func draw() -> Canvas {
    if isCompact { drawCompact() } else { drawAll() }
    if canvas.rows > 2 { drawFoot(at: canvas.rows - 1) }
    if state.showsHelp { drawHelp() }
    return canvas
  }

  private mutating func drawAll() {
    drawHead(at: 0)
    drawStatus(at: 1)
    var row = drawEvents(at: 2)
    // Two panels with a rule and a line of headings each, and the foot.
    let room = canvas.rows - row - 5
    let busyRows = max(1, (room * 11 + 10) / 20)
    let left = columns * 11 / 20
    let height = busyRows + 2
    fillRule(row)
    drawFamilies(Area(column: 0, row: row, columns: left, rows: height))
    drawNames(Area(column: left, row: row, columns: columns - left, rows: height))
    row += height
    fillRule(row)
    drawDeaths(Area(column: 0, row: row, columns: columns, rows: canvas.rows - 1 - row))
  }

  private mutating func drawCompact() {
    drawHead(at: 0)
    var row = 1
    if canvas.rows >= 6 { row = drawBriefEvents(at: row) }
    let rows = canvas.rows - 1 - row
    guard rows > 0 else { return }
    fillRule(row)
    let area = Area(column: 0, row: row, columns: columns, rows: rows)
    switch state.focus {
    case .families: drawFamilies(area)
    case .names: drawNames(area)
    case .deaths: drawDeaths(area)
    }
  }

  mutating func fillRule(_ row: Int) {
    canvas.fill(glyphs.rule, .rule, from: 0, to: columns, row)
  }

  /// A panel's name on the rule above it; gives the column after it.
  @discardableResult
  mutating func putTitle(_ title: String, of panel: TopState.Panel?, at column: Int, _ row: Int)
    -> Int
  {
    canvas.put(" \(title) ", panel == state.focus ? .focus : .title, at: column + 1, row)
  }

  /// Text on a rule, at its right.
  mutating func putOnRule(_ text: String, before column: Int, _ row: Int) {
    canvas.putRight(" \(text) ", .faint, before: column - 1, row)
  }

  /// How many rows of a list are out of sight above: never so many that nothing is left to see.
  mutating func scrolled(_ panel: TopState.Panel, of count: Int, showing rows: Int) -> Int {
    let limit = max(0, count - max(0, rows))
    scrollLimits[panel] = limit
    return min(state.scroll[panel] ?? 0, limit)
  }

  /// Whether something passes the search, which is about names and ids.
  func isSought(_ name: ShownName, _ process: ProcessID?) -> Bool {
    if state.search.isEmpty { return true }
    let wanted = state.search.lowercased()
    if name.text.lowercased().contains(wanted) { return true }
    return process.map { "\($0)" == wanted } ?? false
  }
}

/// A part of the screen.
struct Area {
  var column: Int
  var row: Int
  var columns: Int
  var rows: Int

  /// The column after its last.
  var end: Int { column + columns }
}
