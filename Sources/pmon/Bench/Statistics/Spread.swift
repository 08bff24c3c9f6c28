/// The same thing measured several times.
struct Spread: Hashable {
  private(set) var values: [Double]

  init(_ values: [Double] = []) { self.values = values }

  mutating func add(_ value: Double) { values.append(value) }

  var count: Int { values.count }

  /// Nil where nothing was measured.
  var median: Double? { Self.median(of: values) }

  var lowest: Double? { values.min() }

  var highest: Double? { values.max() }

  /// How far the median may be off, as a share of it: its standard error, estimated by the median of absolute
  /// deviations, which a few outliers do not move. Nil for fewer than three values.
  var relativeError: Double? {
    guard count >= 3, let median, median > 0,
      let deviation = Self.median(of: values.map { abs($0 - median) })
    else { return nil }
    // 1.4826: deviation to standard deviation; 1.2533: error of a mean to error of a median.
    return 1.4826 * 1.2533 * deviation / Double(count).squareRoot() / median
  }

  /// What was measured, as multiples of what was measured along with it, nil where there was nothing; a last round
  /// that was cut short counts where both are of it.
  func ratios(to others: Spread) -> Spread? {
    guard count > 0, others.count > 0, others.values.allSatisfy({ $0 > 0 }) else { return nil }
    return Spread(zip(values, others.values).map { $0 / $1 })
  }

  /// How far lowest and highest are from each other, as a share of the median.
  var relativeRange: Double? {
    guard let median, median > 0, let lowest, let highest else { return nil }
    return (highest - lowest) / median
  }

  private static func median(of values: [Double]) -> Double? {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return nil }
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}

extension Spread {
  /// What ratios of pairs of measurements say.
  enum Direction: Hashable {
    case more
    case less
    /// Chance alone would often give the same.
    case undecided
  }

  /// Whether the values are on one side of 1 more often than a coin would put them there: a sign test, one-sided, by
  /// which chance concludes at most once in 20 times. Fewer than five values never conclude.
  var direction: Direction {
    let above = values.count { $0 > 1 }
    let below = values.count { $0 < 1 }
    if Self.chance(ofAtLeast: above, of: above + below) <= 0.05 { return .more }
    if Self.chance(ofAtLeast: below, of: above + below) <= 0.05 { return .less }
    return .undecided
  }

  /// That so many of some tosses of a coin are heads, or more.
  private static func chance(ofAtLeast heads: Int, of tosses: Int) -> Double {
    var term = 1.0
    for _ in 0..<tosses { term /= 2 }
    var sum = 0.0
    for count in 0...tosses {
      if count >= heads { sum += term }
      term = term * Double(tosses - count) / Double(count + 1)
    }
    return sum
  }
}
