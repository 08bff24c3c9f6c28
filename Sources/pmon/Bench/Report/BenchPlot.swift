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
    let named = measured.filter { $0.latencies.count > 0 }
    let chosen = Self.curveNames.compactMap { name in named.first { $0.name == name } }
    let others = named.filter { !Self.curveNames.contains($0.name) }
    let drawn = Set((chosen + others).prefix(Self.curveStyles).map(\.name))
    curves = named.filter { drawn.contains($0.name) }
    layout = Layout(loads: loads.count, scans: scans.count, hasCurves: !curves.isEmpty)
  }

  /// What is drawn rather than others: which kinds of events are heard makes little difference to how late they come.
  private static let curveNames = [
    "forks-exits-execs", "all-at-once", "processes", "processes-at-once", BenchRow.referenceName,
    "c-batch",
  ]
  private static let curveStyles = 6

  var svg: String {
    var document = SVGDocument(width: layout.width, height: layout.height)
    document.addRectangle(
      x: 0, y: 0, width: layout.width, height: layout.height, style: "ground")
    document.addText(
      "What it costs to learn of \(NumberText.grouped(results.processes)) processes",
      x: layout.margin, y: 34, style: "title")
    document.addText(conditions, x: layout.margin, y: 54, style: "small")
    if !loads.isEmpty { document.addText(meaning, x: layout.margin, y: 71, style: "small") }
    draw(loads, "CPU time of the listener for one load, in ms", layout.barsTop, in: &document)
    draw(scans, "CPU time of one scan, in ms", layout.scansTop, in: &document)
    if !curves.isEmpty { LatencyPlot(curves, layout: layout).draw(in: &document) }
    return document.text(styles: Self.styles, title: "pmon bench")
  }

  private var conditions: String {
    let noise = BenchVerdict(results).isNoisy ? "; a noisy machine" : ""
    let rounds = NumberText.counted(UInt64(results.rounds), "round")
    return "Linux \(results.kernel), \(results.processors) CPUs, median of \(rounds), lowest to "
      + "highest\(noise)"
      + ((loads + scans).contains { published(for: $0) != nil }
        ? "; dashed: published with the kernel's patch" : "")
  }

  private var meaning: String {
    "Rows hear different numbers of events, and tell them at once or after gathering: compare like with like."
      + (curves.isEmpty ? "" : " Rows in color have a curve below.")
  }

  private func draw(
    _ rows: [RowResult], _ title: String, _ top: Double, in document: inout SVGDocument
  ) {
    let styles = Dictionary(
      uniqueKeysWithValues: curves.enumerated().map { ($1.name, "bar\($0)") })
    BarPlot(
      rows: rows, title: title, styles: styles, layout: layout,
      published: { published(for: $0) }
    ).draw(from: top, in: &document)
  }

  /// What may stand beside a row: it is about 8,000 processes.
  private func published(for row: RowResult) -> PublishedFigure? {
    row.isScan || results.processes == 8000 ? row.published : nil
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
    .small { font-size: 11px; fill: #52606d; }
    .value, .small { paint-order: stroke; stroke: #ffffff; stroke-width: 3px; }
    .grid { stroke: #e4e7eb; stroke-width: 1; }
    .plain { fill: #a6b1bd; }
    .published { fill: none; stroke: #7b8794; stroke-width: 1; stroke-dasharray: 3 2; }
    .spread { stroke: #1f2933; stroke-width: 1.5; }
    polyline { fill: none; stroke-width: 2; stroke-linejoin: round; }
    \(colors)
    """

  private static var colors: String {
    ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"].enumerated()
      .map { ".bar\($0) { fill: \($1); } .curve\($0) { stroke: \($1); }" }
      .joined(separator: "\n")
  }
}

extension BenchPlot {
  /// Where the parts are.
  struct Layout {
    let width = 980.0
    let margin = 24.0
    let barsLeft = 250.0
    let barsRight = 710.0
    let barsTop = 116.0
    let barPitch = 26.0
    let eventsRight = 872.0
    let toldLeft = 886.0
    let curvesHeight = 250.0
    let curvesRight = 700.0
    let scansTop: Double
    let curvesTop: Double
    let height: Double

    init(loads: Int, scans: Int, hasCurves: Bool) {
      scansTop = barsTop + (loads == 0 ? 0 : Double(loads) * barPitch + 64)
      curvesTop = scansTop + (scans == 0 ? 10 : Double(scans) * barPitch + 74)
      height = hasCurves ? curvesTop + curvesHeight + 46 : curvesTop - 36
    }
  }
}
