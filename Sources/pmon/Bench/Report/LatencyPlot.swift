internal import Drawing

/// How late events come: latencies by the share of events that are slower, both in powers of ten.
struct LatencyPlot {
  private let rows: [RowResult]
  private let layout: BenchPlot.Layout

  /// What is slower than this share of the events; the last is the slowest of all.
  private static let marks: [(slower: Double, name: String)] = [
    (0.5, "50 %"), (0.1, "90 %"), (0.01, "99 %"), (0.001, "99.9 %"), (0.0001, "99.99 %"),
    (0.00001, "99.999 %"),
  ]

  init(_ rows: [RowResult], layout: BenchPlot.Layout) {
    self.rows = rows
    self.layout = layout
  }

  func draw(in document: inout SVGDocument) {
    document.addText(
      "From the kernel's time stamp to the handler, by the share of events that are no later",
      x: layout.margin, y: layout.curvesTop - 16, style: "head")
    let bottom = layout.curvesTop + layout.curvesHeight
    let left = layout.margin + 56
    let least = rows.compactMap { $0.latencies.value(atQuantile: 0.01) }.min() ?? 1000
    let greatest = rows.map(\.latencies.maximum).max() ?? 1000
    let vertical = Axis.logarithmic(
      Double(max(1, least))...Double(max(2, least, greatest)), from: bottom, to: layout.curvesTop)
    let fewest = 1 / Double(rows.map(\.latencies.count).max() ?? 1)
    let marks = Self.marks.filter { $0.slower >= fewest }
    let deepest = max(1, Axis.logarithm(1 / max(fewest, Self.marks[Self.marks.count - 1].slower)))
    let place = { (slower: Double) in
      left + Axis.logarithm(1 / slower) / deepest * (layout.curvesRight - left)
    }
    for tick in vertical.ticks {
      let y = vertical.place(of: tick)
      document.addLine(left, y, layout.curvesRight, y, style: "grid")
      document.addText(
        Self.duration(tick), x: left - 8, y: y + 4, style: "small", anchor: .end)
    }
    for mark in marks {
      let x = place(mark.slower)
      document.addLine(x, layout.curvesTop, x, bottom, style: "grid")
      document.addText(mark.name, x: x, y: bottom + 16, style: "small", anchor: .middle)
    }
    draw(vertical, place, left: left, in: &document)
  }

  private func draw(
    _ vertical: Axis, _ place: (Double) -> Double, left: Double, in document: inout SVGDocument
  ) {
    var labels: [(y: Double, text: String, style: String)] = []
    for (index, row) in rows.enumerated() {
      let points = Self.quantiles(of: row.latencies).map { slower, latency in
        (x: min(layout.curvesRight, place(slower)), y: vertical.place(of: Double(latency)))
      }
      guard let last = points.last else { continue }
      document.addCurve(points, style: "curve\(index)")
      labels.append((last.y + 4, row.title, "curve\(index)"))
    }
    document.addCurveNames(
      labels, x: layout.curvesRight + 10, above: layout.curvesTop + layout.curvesHeight)
  }

  /// Down to the slowest one, evenly on an axis of powers.
  private static func quantiles(of latencies: LatencyHistogram) -> [(Double, UInt64)] {
    let fewest = max(1 / Double(latencies.count), marks[marks.count - 1].slower)
    var result: [(Double, UInt64)] = []
    var slower = 0.999
    while slower > fewest {
      if let latency = latencies.value(atQuantile: 1 - slower) { result.append((slower, latency)) }
      slower *= 0.8
    }
    if let latency = latencies.value(atQuantile: 1 - fewest) { result.append((fewest, latency)) }
    return result
  }

  private static func duration(_ nanoseconds: Double) -> String {
    switch nanoseconds {
    case ..<1e3: "\(Int(nanoseconds.rounded())) ns"
    case ..<1e6: "\(Int((nanoseconds / 1e3).rounded())) us"
    case ..<1e9: "\(Int((nanoseconds / 1e6).rounded())) ms"
    default: "\(Int((nanoseconds / 1e9).rounded())) s"
    }
  }
}
