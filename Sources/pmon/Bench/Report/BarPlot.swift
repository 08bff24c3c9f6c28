internal import Drawing

/// What each way costs as a bar, on an axis of their own.
struct BarPlot {
  let rows: [RowResult]
  let title: String
  /// A row's color, by its name.
  let styles: [String: String]
  let layout: BenchPlot.Layout
  let published: (RowResult) -> PublishedFigure?

  func draw(from top: Double, in document: inout SVGDocument) {
    guard !rows.isEmpty else { return }
    let greatest =
      rows.flatMap { [$0.cpu.highest ?? 0, published($0)?.milliseconds ?? 0] }.max() ?? 1
    let axis = Axis.linear(to: greatest, from: layout.barsLeft, to: layout.barsRight)
    document.addText(title, x: layout.margin, y: top - 12, style: "head")
    if rows.contains(where: { !$0.isScan }) {
      document.addText(
        "events", x: layout.eventsRight, y: top - 12, style: "small", anchor: .end)
      document.addText("told", x: layout.toldLeft, y: top - 12, style: "small")
    }
    let bottom = top + Double(rows.count) * layout.barPitch
    for tick in axis.ticks {
      let x = axis.place(of: tick)
      document.addLine(x, top, x, bottom, style: "grid")
      document.addText(
        BenchTable.number(tick).droppingZeros, x: x, y: bottom + 16, style: "small",
        anchor: .middle)
    }
    for (index, row) in rows.enumerated() {
      draw(row, at: top + (Double(index) + 0.5) * layout.barPitch, axis, in: &document)
    }
  }

  private func draw(
    _ row: RowResult, at middle: Double, _ axis: Axis, in document: inout SVGDocument
  ) {
    guard let median = row.cpu.median, let lowest = row.cpu.lowest, let highest = row.cpu.highest
    else { return }
    let baseline = middle + 4
    document.addText(
      row.title, x: layout.barsLeft - 10, y: baseline, style: "label", anchor: .end)
    document.addRectangle(
      x: axis.from, y: middle - 6, width: max(1, axis.place(of: median) - axis.from), height: 12,
      style: styles[row.name] ?? "plain", corner: 2)
    let end = axis.place(of: highest)
    document.addLine(axis.place(of: lowest), middle, end, middle, style: "spread")
    let lost = row.missing > 0 ? ", \(NumberText.grouped(row.missing)) lost" : ""
    let value = BenchTable.number(median) + lost
    let place = drawPublished(published(row), at: middle, axis, value, after: end, in: &document)
    document.addText(value, x: place, y: baseline, style: "value")
    guard !row.isScan else { return }
    if let events = row.events.median {
      document.addText(
        NumberText.grouped(Int(events.rounded())), x: layout.eventsRight, y: baseline,
        style: "small", anchor: .end)
    }
    document.addText(
      row.delay?.text ?? "-", x: layout.toldLeft, y: baseline, style: "small")
  }

  /// A dashed bar, and its number where the row's own leaves room.
  ///
  /// - Returns: where the row's own goes.
  private func drawPublished(
    _ figure: PublishedFigure?, at middle: Double, _ axis: Axis, _ value: String,
    after end: Double, in document: inout SVGDocument
  ) -> Double {
    let place = end + Self.gap
    guard let figure else { return place }
    let x = axis.place(of: figure.milliseconds)
    document.addRectangle(
      x: axis.from, y: middle - 9, width: x - axis.from, height: 18, style: "published", corner: 2)
    let width = Double(value.count) * Self.digitWidth
    let isInside = place + width + Self.gap / 2 < x
    let valuePlace = x <= end || isInside ? place : x + Self.gap
    document.addText(
      "published: \(BenchTable.number(figure.milliseconds).droppingZeros)",
      x: isInside ? x + Self.gap : valuePlace + width + Self.gap, y: middle + 4, style: "small")
    return valuePlace
  }

  private static let gap = 8.0
  /// At most, of the numbers behind bars.
  private static let digitWidth = 7.7
}

extension String {
  /// Such as `20` for `20.0`.
  fileprivate var droppingZeros: String {
    guard contains(".") else { return self }
    var text = self[...]
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return String(text)
  }
}
