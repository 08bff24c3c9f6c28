internal import ProcessEvents

extension TopView {
  mutating func drawFamilies(_ area: Area) {
    let title = "Families"
    let ranks = model.families.ranked(
      by: state.measure, at: model.moment, where: { isSought($0.name, $0.key) },
      tieBreak: { $0 < $1 })
    let layout = BusyLayout(area, hasProcess: true, sortedBy: state.measure)
    drawHeadings(layout, title: title, of: .families, count: ranks.count)
    let first = scrolled(.families, of: ranks.count, showing: area.rows - 2)
    let most = ranks.first.map {
      model.families.entries[$0].activity.rate(state.measure, at: model.moment)
    }
    for (index, place) in ranks.dropFirst(first).prefix(max(0, area.rows - 2)).enumerated() {
      let entry = model.families.entries[place]
      let row = area.row + 2 + index
      canvas.putRight(
        "\(entry.key)", entry.hasEnded ? .faint : .plain, before: layout.processEnd, row)
      drawRow(layout, entry.name, entry.activity, isFaint: entry.hasEnded, most: most ?? 0, row)
    }
    if ranks.isEmpty { drawNothing(area, "no process has forked, executed or ended") }
  }

  mutating func drawNames(_ area: Area) {
    let ranks = model.names.ranked(
      by: state.measure, at: model.moment, where: { isSought($0.key, nil) },
      tieBreak: { $0.text < $1.text })
    let layout = BusyLayout(area, hasProcess: false, sortedBy: state.measure)
    drawHeadings(layout, title: "Names", of: .names, count: ranks.count)
    let first = scrolled(.names, of: ranks.count, showing: area.rows - 2)
    let most = ranks.first.map {
      model.names.entries[$0].activity.rate(state.measure, at: model.moment)
    }
    for (index, place) in ranks.dropFirst(first).prefix(max(0, area.rows - 2)).enumerated() {
      let entry = model.names.entries[place]
      let row = area.row + 2 + index
      drawRow(layout, entry.key, entry.activity, isFaint: false, most: most ?? 0, row)
    }
    if ranks.isEmpty { drawNothing(area, "no name was seen") }
  }

  private mutating func drawHeadings(
    _ layout: BusyLayout, title: String, of panel: TopState.Panel, count: Int
  ) {
    let area = layout.area
    let end = putTitle(title, of: panel, at: area.column, area.row)
    if count > 0, end + 8 < area.end {
      putOnRule(NumberText.count(UInt64(count)), before: area.end, area.row)
    }
    let row = area.row + 1
    guard area.rows > 1 else { return }
    if layout.processEnd > area.column {
      canvas.putRight("pid", .heading, before: layout.processEnd, row)
    }
    canvas.put("name", .heading, at: layout.name, row, width: layout.nameWidth)
    for (measure, end) in layout.measures {
      let heading = layout.heading(measure)
      let isSorted = measure == state.measure
      canvas.putRight(
        isSorted ? glyphs.downward + heading : heading, isSorted ? .sorted : .heading, before: end,
        row)
    }
    if layout.trendWidth > 0 {
      canvas.put(
        "last \(layout.trendWidth) s", .heading, at: layout.trend, row, width: layout.trendWidth)
    }
  }

  private mutating func drawRow(
    _ layout: BusyLayout, _ name: ShownName, _ activity: Activity, isFaint: Bool, most: Double,
    _ row: Int
  ) {
    let nameStyle: Style = isFaint || name.certainty != .known ? .faint : .plain
    canvas.put(name.text, nameStyle, at: layout.name, row, width: layout.nameWidth)
    for (measure, end) in layout.measures {
      let text: String?
      if measure == .abnormal {
        let total = activity.total(measure)
        text = total > 0 ? NumberText.count(total) : nil
      } else {
        let rate = activity.rate(measure, at: model.moment)
        text = rate > 0 ? NumberText.rate(rate) : nil
      }
      putNumber(
        text, measure == state.measure || measure == .abnormal ? measure.style : .plain,
        before: end, row)
    }
    drawTrend(layout, activity, row)
    guard layout.barWidth > 0, most > 0 else { return }
    let rate = activity.rate(state.measure, at: model.moment)
    canvas.put(
      glyphs.bar(rate / most, width: layout.barWidth), state.measure.style, at: layout.bar, row)
  }

  private mutating func drawTrend(_ layout: BusyLayout, _ activity: Activity, _ row: Int) {
    let second = model.moment.second
    // The present second is not over, and would always look like a fall.
    let ages = (0..<UInt64(layout.trendWidth)).map { $0 + 1 }
    let counts = ages.map { activity.count(state.measure, age: $0, at: second) }
    let most = counts.max() ?? 0
    for (age, count) in counts.enumerated() where ages[age] <= second {
      let level = glyphs.level(most == 0 ? 0 : Double(count) / Double(most))
      canvas.set(
        level, count == 0 ? .rule : state.measure.style,
        at: layout.trend + layout.trendWidth - 1 - age, row)
    }
  }

  mutating func drawNothing(_ area: Area, _ text: String) {
    guard area.rows > 2 else { return }
    let text = state.search.isEmpty ? text + " yet" : "nothing has \"\(state.search)\" in its name"
    canvas.put(text, .faint, at: area.column + 2, area.row + 2, width: area.columns - 3)
  }
}
