internal import Drawing

/// The results as a drawing: what each way costs, and how late its events come.
struct BenchPlot {
  private let results: BenchResults
  private let loads: [RowResult]
  private let scans: [RowResult]
  private let curves: [RowResult]
  private let layout: Layout

  init(_ results: BenchResults) {
    self.results = results
    let measured = results.rows.filter { $0.cpu.median != nil }
    loads = measured.filter { !$0.isScan }
    scans = measured.filter(\.isScan)
    // The kinds of events make no difference to how late they come; what asks for all three stands for all.
    let named = results.rows.filter { $0.latencies.count > 0 }
    let chosen = named.filter { Self.curveNames.contains($0.name) }
    curves = Array((chosen.isEmpty ? named : chosen).prefix(Self.curveStyles))
    layout = Layout(loads: loads.count, scans: scans.count)
  }

  private static let curveNames = [
    "forks-exits-execs", "abnormal", "exits-at-once", "all-at-once",
  ]
  private static let curveStyles = 4

  var svg: String {
    var document = SVGDocument(width: layout.width, height: layout.height)
    document.addRectangle(
      x: 0, y: 0, width: layout.width, height: layout.height, style: "ground")
    document.addText(
      "What it costs to learn of \(results.processes) processes", x: layout.margin, y: 34,
      style: "title")
    document.addText(conditions, x: layout.margin, y: 54, style: "small")
    draw(
      loads, "CPU time of the listener for one load, in ms", from: layout.barsTop, in: &document)
    draw(scans, "CPU time of one scan, in ms", from: layout.scansTop, in: &document)
    if !curves.isEmpty { LatencyPlot(curves, layout: layout).draw(in: &document) }
    return document.text(styles: Self.styles, title: "pmon bench")
  }

  private var conditions: String {
    let noise = BenchVerdict(results).isNoisy ? ", a noisy machine" : ""
    return "Linux \(results.kernel), \(results.processors) CPUs, median of \(results.rounds) "
      + "rounds, lowest to highest\(noise)"
      + ((loads + scans).contains { published(for: $0) != nil }
        ? "; dashed: published with the kernel's patch" : "")
  }

  /// Bars on an axis of their own.
  private func draw(
    _ rows: [RowResult], _ title: String, from top: Double, in document: inout SVGDocument
  ) {
    guard !rows.isEmpty else { return }
    let greatest =
      rows.flatMap { [$0.cpu.highest ?? 0, published(for: $0)?.milliseconds ?? 0] }.max() ?? 1
    let axis = Axis.linear(to: greatest, from: layout.barsLeft, to: layout.barsRight)
    document.addText(title, x: layout.margin, y: top - 12, style: "head")
    let bottom = top + Double(rows.count) * layout.barPitch
    for tick in axis.ticks {
      let x = axis.place(of: tick)
      document.addLine(x, top, x, bottom, style: "grid")
      document.addText(
        BenchTable.number(tick).droppingZeros, x: x, y: bottom + 16, style: "small",
        anchor: .middle)
    }
    for (index, row) in rows.enumerated() {
      draw(row, at: top + Double(index) * layout.barPitch, axis, in: &document)
    }
  }

  private func draw(
    _ row: RowResult, at y: Double, _ axis: Axis, in document: inout SVGDocument
  ) {
    let middle = y + layout.barPitch / 2
    document.addText(
      row.title, x: layout.barsLeft - 10, y: middle + 4, style: "label", anchor: .end)
    var labelX = axis.from
    if let published = published(for: row) {
      let x = axis.place(of: published.milliseconds)
      document.addRectangle(
        x: axis.from, y: middle - 9, width: x - axis.from, height: 18, style: "published",
        corner: 2)
      labelX = max(labelX, x)
    }
    guard let median = row.cpu.median, let lowest = row.cpu.lowest, let highest = row.cpu.highest
    else { return }
    document.addRectangle(
      x: axis.from, y: middle - 6, width: max(1, axis.place(of: median) - axis.from), height: 12,
      style: Self.style(of: row), corner: 2)
    document.addLine(
      axis.place(of: lowest), middle, axis.place(of: highest), middle, style: "spread")
    labelX = max(labelX, axis.place(of: highest))
    let lost = row.missing > 0 ? ", \(row.missing) lost" : ""
    document.addText(
      BenchTable.number(median) + lost, x: labelX + 8, y: middle + 4, style: "value")
  }

  /// What may stand beside a row: it is about 8,000 processes.
  private func published(for row: RowResult) -> PublishedFigure? {
    row.isScan || results.processes == 8000 ? row.published : nil
  }

  private static func style(of row: RowResult) -> String {
    if row.isScan { return "scan" }
    return row.isOurs ? "listener" : "other"
  }

  /// Colors that can be told apart by those who see few of them, on a ground that is light even where the page is
  /// dark.
  private static let styles = """
    text { font-family: system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif; fill: #1f2933; }
    .ground { fill: #ffffff; }
    .title { font-size: 18px; font-weight: 600; }
    .head { font-size: 13px; font-weight: 600; }
    .label { font-size: 12px; }
    .value { font-size: 12px; fill: #3e4c59; }
    .small { font-size: 11px; fill: #616e7c; }
    .grid { stroke: #e4e7eb; stroke-width: 1; }
    .listener { fill: #0072b2; }
    .other { fill: #d55e00; }
    .scan { fill: #8a94a0; }
    .published { fill: none; stroke: #9aa5b1; stroke-width: 1; stroke-dasharray: 3 2; }
    .spread { stroke: #1f2933; stroke-width: 1.5; }
    polyline { fill: none; stroke-width: 2; stroke-linejoin: round; }
    .curve0 { stroke: #0072b2; } text.curve0 { fill: #0072b2; stroke: none; }
    .curve1 { stroke: #009e73; } text.curve1 { fill: #00795a; stroke: none; }
    .curve2 { stroke: #d55e00; } text.curve2 { fill: #b34e00; stroke: none; }
    .curve3 { stroke: #cc79a7; } text.curve3 { fill: #a3527f; stroke: none; }
    """
}

extension BenchPlot {
  /// Where the parts are.
  struct Layout {
    let width = 860.0
    let margin = 24.0
    let barsLeft = 230.0
    let barsRight = 740.0
    let barsTop = 100.0
    let barPitch = 26.0
    let curvesHeight = 250.0
    let scansTop: Double
    let curvesTop: Double
    let height: Double

    init(loads: Int, scans: Int) {
      scansTop = barsTop + (loads == 0 ? 0 : Double(loads) * barPitch + 64)
      curvesTop = scansTop + (scans == 0 ? 10 : Double(scans) * barPitch + 74)
      height = curvesTop + curvesHeight + 56
    }
  }
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
