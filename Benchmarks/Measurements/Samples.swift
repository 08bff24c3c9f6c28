/// Measurements of one thing.
package struct Samples {
  private var values: [Double] = []

  package init() {}

  package mutating func add(_ value: Double) { values.append(value) }

  package var isEmpty: Bool { values.isEmpty }

  /// What it takes when nobody disturbs it.
  package var lowest: Double { values.min() ?? 0 }

  package var median: Double {
    let sorted = values.sorted()
    return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
  }

  /// The median, and the lowest and highest beside it; a dash where nothing was measured.
  package var summary: String {
    guard let lowest = values.min(), let highest = values.max() else { return "–" }
    return "\(Samples.text(median)) (\(Samples.text(lowest)) to \(Samples.text(highest)))"
  }

  package static func text(_ value: Double) -> String {
    value < 100 ? "\((value * 10).rounded() / 10)" : "\(Int(value.rounded()))"
  }
}
