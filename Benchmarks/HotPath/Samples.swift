/// Measurements of one thing.
struct Samples {
  private var values: [Double] = []

  mutating func add(_ value: Double) { values.append(value) }

  /// The median, and the lowest and highest beside it.
  var summary: String {
    let sorted = values.sorted()
    guard let lowest = sorted.first, let highest = sorted.last else { return "–" }
    return "\(Self.text(sorted[sorted.count / 2])) (\(Self.text(lowest)) to \(Self.text(highest)))"
  }

  private static func text(_ value: Double) -> String {
    value < 100 ? "\((value * 10).rounded() / 10)" : "\(Int(value.rounded()))"
  }
}
