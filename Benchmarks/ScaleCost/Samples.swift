/// Measurements of one thing.
struct Samples {
  private var values: [Double] = []

  mutating func add(_ value: Double) { values.append(value) }

  var isEmpty: Bool { values.isEmpty }

  /// What it takes when nobody disturbs it.
  var lowest: Double { values.min() ?? 0 }

  var median: Double {
    let sorted = values.sorted()
    return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
  }

  /// The median, and the lowest and highest beside it.
  var summary: String {
    "\(Samples.text(median)) (\(Samples.text(values.min() ?? 0)) to \(Samples.text(values.max() ?? 0)))"
  }

  static func text(_ value: Double) -> String {
    value < 100 ? "\(Double(Int(value * 10 + 0.5)) / 10)" : "\(Int(value + 0.5))"
  }
}
