extension TopView {
  static let help: [(key: String, meaning: String)] = [
    ("f e d a", "sort by forks, execs, deaths, abnormal deaths"),
    ("Tab", "go to the next panel; on small screens, show it"),
    ("Up Down", "scroll the panel; also k j, PgUp PgDn, Home End"),
    ("/", "show only names with this in them, or a pid"),
    ("x", "list normal deaths, too, or only abnormal ones"),
    ("p", "pause: the screen stands still, counting goes on"),
    ("r", "count from now on"),
    ("+ -", "draw more often, less often"),
    ("Ctrl-L", "draw everything anew"),
    ("q", "quit; also Ctrl-C"),
    ("", ""),
    ("", "A family is a process that forks, with its children."),
    ("", "Rates of families and names are means of 10 s;"),
    ("", "abnormal deaths are counted since the beginning."),
    ("~", "behind a name: it may not be true any more"),
    ("?", "in place of a name: it is not known"),
  ]

  /// A box in the middle, over everything else.
  mutating func drawHelp() {
    let width = min(columns, 66)
    let height = min(canvas.rows, TopView.help.count + 2)
    let left = (columns - width) / 2
    let top = (canvas.rows - height) / 2
    let corners = glyphs.corners
    for row in top..<(top + height) {
      canvas.fill(" ", .plain, from: left, to: left + width, row)
      canvas.set(glyphs.wall, .rule, at: left, row)
      canvas.set(glyphs.wall, .rule, at: left + width - 1, row)
    }
    for row in [top, top + height - 1] {
      canvas.fill(glyphs.rule, .rule, from: left, to: left + width, row)
    }
    canvas.set(corners[0], .rule, at: left, top)
    canvas.set(corners[1], .rule, at: left + width - 1, top)
    canvas.set(corners[2], .rule, at: left, top + height - 1)
    canvas.set(corners[3], .rule, at: left + width - 1, top + height - 1)
    canvas.put(" Keys ", .focus, at: left + 2, top)
    let hint = " any key closes this "
    canvas.putRight(hint, .faint, before: left + width - 2, top + height - 1)
    for (index, item) in TopView.help.prefix(max(0, height - 2)).enumerated() {
      let row = top + 1 + index
      canvas.put(item.key, .key, at: left + 3, row, width: width - 5)
      canvas.put(item.meaning, .plain, at: left + 12, row, width: width - 14)
    }
  }
}
