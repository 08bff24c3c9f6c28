import Drawing

/// The tables as curves, both axes in powers of ten.
struct ScalePlot {
  private let panels: [Panel]

  private struct Panel {
    let title: String
    let horizontal: String
    let vertical: String
    let curves: [Curve]
  }

  private struct Curve {
    let name: String
    let points: [(x: Double, y: Double)]
  }

  private static let width = 860.0
  private static let panelHeight = 340.0
  private static let left = 84.0
  private static let right = 640.0

  init(
    _ rates: [RateCurve.Point], _ populations: [PopulationCurve.Point],
    _ listeners: [ListenerCurve.Point]
  ) {
    let rate = { (name: String, value: (RateCurve.Point) -> Double) in
      Curve(name: name, points: rates.map { ($0.rate, value($0)) })
    }
    let population = { (name: String, value: (PopulationCurve.Point) -> Double) in
      Curve(name: name, points: populations.map { (Double($0.processes), value($0)) })
    }
    let listener = { (name: String, value: (ListenerCurve.Point) -> Double) in
      Curve(name: name, points: listeners.map { (Double($0.listeners), value($0)) })
    }
    panels = [
      Panel(
        title: "The whole way of an event, gathered for 10 ms", horizontal: "events a second",
        vertical: "ns of CPU time per event",
        curves: [
          rate("in all") { $0.total }, rate("waking up") { $0.waking },
          rate("receiving") { $0.receiving ?? 0 }, rate("all that is done here") { $0.here },
          rate("of it JSON") { $0.rendering },
        ]),
      Panel(
        title: "Processes that live, or are registered", horizontal: "processes", vertical: "ns",
        curves: [
          population("scan, per process") { $0.scan }, population("a question") { $0.lookup },
          population("table, per event") { $0.update },
          population("deaths, per event") { $0.tracking },
          population("not registered") { $0.asking },
        ]),
      Panel(
        title: "Those who listen to a hub", horizontal: "listeners", vertical: "ns",
        curves: [
          listener("an event read by all") { $0.publishing + $0.reading * Double($0.listeners) },
          listener("publishing an event") { $0.publishing },
          listener("one listener's reading") { $0.reading },
        ]),
    ]
  }

  var svg: String {
    let height = Self.panelHeight * Double(panels.count) + 30
    var document = SVGDocument(width: Self.width, height: height)
    document.addRectangle(x: 0, y: 0, width: Self.width, height: height, style: "ground")
    for (index, panel) in panels.enumerated() {
      draw(panel, from: 20 + Self.panelHeight * Double(index), in: &document)
    }
    return document.text(styles: Self.styles, title: "Costs by scale")
  }

  private func draw(_ panel: Panel, from top: Double, in document: inout SVGDocument) {
    let (ceiling, floor) = (top + 50, top + Self.panelHeight - 60)
    document.addText(panel.title, x: 24, y: top + 16, style: "head")
    document.addText(panel.vertical, x: 24, y: top + 36, style: "small")
    let points = panel.curves.flatMap(\.points).filter { $0.y > 0 }
    guard let least = points.map(\.x).min(), let most = points.map(\.x).max(),
      let low = points.map(\.y).min(), let high = points.map(\.y).max(), least < most
    else { return }
    let horizontal = Axis.logarithmic(least...most, from: Self.left, to: Self.right)
    let vertical = Axis.logarithmic(low...max(high, low * 2), from: floor, to: ceiling)
    for tick in horizontal.ticks {
      let x = horizontal.place(of: tick)
      document.addLine(x, ceiling, x, floor, style: "grid")
      document.addText(Self.number(tick), x: x, y: floor + 18, style: "small", anchor: .middle)
    }
    for tick in vertical.ticks {
      let y = vertical.place(of: tick)
      document.addLine(Self.left, y, Self.right, y, style: "grid")
      document.addText(
        Self.number(tick), x: Self.left - 8, y: y + 4, style: "small", anchor: .end)
    }
    document.addText(
      panel.horizontal, x: (Self.left + Self.right) / 2, y: floor + 38, style: "small",
      anchor: .middle)
    draw(panel.curves, horizontal, vertical, in: &document)
  }

  private func draw(
    _ curves: [Curve], _ horizontal: Axis, _ vertical: Axis, in document: inout SVGDocument
  ) {
    var labels: [(y: Double, text: String, style: String)] = []
    for (index, curve) in curves.enumerated() {
      let points = curve.points.filter { $0.y > 0 }
        .map { (x: horizontal.place(of: $0.x), y: vertical.place(of: $0.y)) }
      guard let last = points.last else { continue }
      document.addCurve(points, style: "curve\(index)")
      labels.append((last.y + 4, curve.name, "curve\(index)"))
    }
    document.addCurveNames(labels, x: Self.right + 10)
  }

  /// Such as `10 000`, `1 million`.
  private static func number(_ value: Double) -> String {
    guard value >= 1 else { return "\(value)" }
    if value >= 1e6 { return "\(Int(value / 1e6)) million" }
    let digits = String(Int(value))
    return digits.count > 4 ? "\(digits.dropLast(3)) \(digits.suffix(3))" : digits
  }

  /// As those of `pmon bench`: they can be told apart by those who see few colors.
  private static let styles = """
    text { font-family: system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif; fill: #1f2933; }
    .ground { fill: #ffffff; }
    .head { font-size: 14px; font-weight: 600; }
    .label { font-size: 12px; }
    .small { font-size: 11px; fill: #616e7c; }
    .grid { stroke: #e4e7eb; stroke-width: 1; }
    polyline { fill: none; stroke-width: 2; stroke-linejoin: round; }
    .curve0 { stroke: #1f2933; }
    .curve1 { stroke: #0072b2; }
    .curve2 { stroke: #d55e00; }
    .curve3 { stroke: #009e73; }
    .curve4 { stroke: #cc79a7; }
    """
}
