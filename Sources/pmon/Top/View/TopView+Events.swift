internal import ProcessConnector

extension TopView {
  private static let main: [EventSeries] = [.fork, .exec, .exit, .abnormal, .coredump]
  private static let others: [EventSeries] = [.comm, .uid, .gid, .sid, .ptrace, .unknown]

  private static let nameWidth = 10
  private static let rateWidth = 6
  private static let totalWidth = 7

  private func isShown(_ series: EventSeries) -> Bool {
    series == .unknown
      ? model.rates.total(series) > 0 : !series.mask.isDisjoint(with: facts.events)
  }

  /// Each kind of event with its rate, how that was, and how many there have been.
  ///
  /// - Returns: the row after it.
  mutating func drawEvents(at row: Int) -> Int {
    fillRule(row)
    let main = TopView.main.filter(isShown)
    let others = TopView.others.filter(isShown)
    let first = row + 1
    if columns >= 120, !others.isEmpty {
      let half = columns / 2
      putTitles(from: 0, to: half, row)
      putTitles(from: half, to: columns, row)
      putTitle("Events", of: nil, at: 0, row)
      for (index, series) in main.enumerated() {
        drawEvents(series, from: 0, to: half, first + index)
      }
      for (index, series) in others.enumerated() {
        drawEvents(series, from: half, to: columns, first + index)
      }
      return first + max(main.count, others.count)
    }
    putTitles(from: 0, to: columns, row)
    putTitle("Events", of: nil, at: 0, row)
    var list = main
    if canvas.rows >= 36 { list += others }
    for (index, series) in list.enumerated() {
      drawEvents(series, from: 0, to: columns, first + index)
    }
    guard canvas.rows < 36, !others.isEmpty else { return first + list.count }
    drawBriefly(others, at: first + list.count)
    return first + list.count + 1
  }

  /// What the columns mean, on the rule above them.
  private mutating func putTitles(from column: Int, to end: Int, _ row: Int) {
    let rateEnd = column + 1 + TopView.nameWidth + TopView.rateWidth
    canvas.putRight(" /s ", .heading, before: rateEnd + 1, row)
    let seconds = min(sparkWidth(end - column), RateHistory.seconds)
    canvas.putRight(" last \(seconds) s ", .heading, before: end - TopView.totalWidth, row)
    canvas.putRight(" total ", .heading, before: end, row)
  }

  private func sparkWidth(_ width: Int) -> Int {
    width - TopView.nameWidth - TopView.rateWidth - TopView.totalWidth - 4
  }

  private mutating func drawEvents(_ series: EventSeries, from column: Int, to end: Int, _ row: Int)
  {
    let total = model.rates.total(series)
    canvas.put(series.name, total > 0 ? series.style : .faint, at: column + 1, row)
    let rate = model.rates.rate(series, at: model.moment)
    let rateEnd = column + 1 + TopView.nameWidth + TopView.rateWidth
    putNumber(rate > 0 ? NumberText.rate(rate) : nil, .strong, before: rateEnd, row)
    putNumber(total > 0 ? NumberText.count(total) : nil, .plain, before: end - 1, row)
    drawSpark(series, from: rateEnd + 2, to: end - 1 - TopView.totalWidth, row)
  }

  /// A line of blocks, one for each second that is over, the last at its right.
  private mutating func drawSpark(_ series: EventSeries, from column: Int, to end: Int, _ row: Int)
  {
    let width = end - column
    guard width > 0 else { return }
    var most: UInt32 = 0
    for age in 1...width { most = max(most, model.rates.count(series, age: age) ?? 0) }
    for age in 1...width {
      guard let count = model.rates.count(series, age: age) else { break }
      let level = glyphs.level(most == 0 ? 0 : Double(count) / Double(most))
      canvas.set(level, count == 0 ? .rule : series.style, at: end - age, row)
    }
  }

  /// Kinds on one line.
  private mutating func drawBriefly(_ list: [EventSeries], at row: Int) {
    var column = canvas.put("others", .faint, at: 1, row)
    column = 1 + TopView.nameWidth + TopView.rateWidth + 2
    for series in list {
      let rate = model.rates.rate(series, at: model.moment)
      let total = model.rates.total(series)
      guard column + series.name.count + 8 < columns else { break }
      column = canvas.put(series.name, total > 0 ? series.style : .faint, at: column, row)
      let text = rate > 0 ? NumberText.rate(rate) : glyphs.dot
      column = canvas.put(text, rate > 0 ? .strong : .faint, at: column + 1, row) + 3
    }
  }

  /// The rates in words, for small screens; gives the row after them.
  mutating func drawBriefEvents(at row: Int) -> Int {
    var (column, row) = (1, row)
    let usual = [EventSeries.fork, .exec, .exit].filter(isShown)
    if !usual.isEmpty {
      for series in usual { column = putBriefly(series, at: column, row) + 2 }
      canvas.put("/s", .faint, at: column - 1, row)
      (column, row) = (1, row + 1)
    }
    if isShown(.abnormal) { column = putBriefly(.abnormal, at: column, row) + 2 }
    let lost = facts.counters.lost
    canvas.put(
      lost == 0 ? "nothing lost" : "\(NumberText.count(lost)) lost", lost == 0 ? .faint : .alarm,
      at: column, row)
    return row + 1
  }

  private mutating func putBriefly(_ series: EventSeries, at column: Int, _ row: Int) -> Int {
    let rate = model.rates.rate(series, at: model.moment)
    let after = canvas.put(series.name, series.style, at: column, row)
    return canvas.put(
      rate > 0 ? NumberText.rate(rate) : "0", rate > 0 ? .strong : .faint, at: after + 1, row)
  }

  /// A number that ends before a column; nil is nothing, and shown as little.
  mutating func putNumber(_ text: String?, _ style: Style, before column: Int, _ row: Int) {
    canvas.putRight(text ?? glyphs.dot, text == nil ? .rule : style, before: column, row)
  }
}
