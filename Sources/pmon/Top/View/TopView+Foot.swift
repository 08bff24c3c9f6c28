extension TopView {
  private static let keys: [(key: String, meaning: String)] = [
    ("f", "forks"), ("e", "execs"), ("d", "deaths"), ("a", "abnormal"), ("Tab", "panel"),
    ("/", "find"), ("x", "all deaths"), ("p", "pause"), ("r", "reset"), ("+-", "pace"),
  ]

  /// The keys, as many as there is room for; or what is being typed.
  mutating func drawFoot(at row: Int) {
    canvas.fill(" ", .plain, from: 0, to: columns, row)
    if state.isSearching {
      var column = canvas.put(" / ", .key, at: 0, row)
      column = canvas.put(state.search + glyphs.cursor, .strong, at: column, row)
      canvas.put("Enter keeps it, Esc ends it", .faint, at: column + 3, row)
      return
    }
    let last: [(key: String, meaning: String)] = [("?", "help"), ("q", "quit")]
    let lastWidth = last.reduce(0) { $0 + $1.key.count + $1.meaning.count + 3 }
    let edge = max(0, columns - lastWidth)
    var column = edge
    for item in last { column = put(item, at: column, row) }
    column = 1
    if !state.search.isEmpty {
      column = canvas.put("/\(state.search)", .notice, at: column, row, width: edge - 2) + 2
    }
    for item in TopView.keys {
      guard column + item.key.count + item.meaning.count + 2 < edge else { break }
      column = put(item, at: column, row)
    }
  }

  private mutating func put(_ item: (key: String, meaning: String), at column: Int, _ row: Int)
    -> Int
  {
    let after = canvas.put(item.key, .key, at: column, row)
    return canvas.put(item.meaning, .faint, at: after + 1, row) + 2
  }
}
