/// Counts of each kind of event for each of the last seconds.
struct RateHistory {
  /// Seconds that are kept.
  static let seconds = 240

  private var counts: [UInt32]
  private var totals: [UInt64]
  private var second: UInt64 = 0

  init() {
    counts = Array(repeating: 0, count: EventSeries.allCases.count * RateHistory.seconds)
    totals = Array(repeating: 0, count: EventSeries.allCases.count)
  }

  mutating func add(_ series: EventSeries) {
    let slot = Int(second % UInt64(RateHistory.seconds))
    counts[series.rawValue * RateHistory.seconds + slot] &+= 1
    totals[series.rawValue] &+= 1
  }

  mutating func advance(to now: UInt64) {
    guard now > second else { return }
    for passed in 0..<min(now - second, UInt64(RateHistory.seconds)) {
      let slot = Int((now - passed) % UInt64(RateHistory.seconds))
      for series in 0..<totals.count { counts[series * RateHistory.seconds + slot] = 0 }
    }
    second = now
  }

  func total(_ series: EventSeries) -> UInt64 { totals[series.rawValue] }

  /// The count of the second that began `age` seconds before the present one; nil before the beginning.
  func count(_ series: EventSeries, age: Int) -> UInt32? {
    guard age < RateHistory.seconds, UInt64(age) <= second else { return nil }
    let slot = Int((second - UInt64(age)) % UInt64(RateHistory.seconds))
    return counts[series.rawValue * RateHistory.seconds + slot]
  }

  /// How many in the last second: the present one's, and so much of the one before as makes a whole.
  func rate(_ series: EventSeries, at moment: Moment) -> Double {
    guard moment.second == second else { return 0 }
    let present = Double(count(series, age: 0) ?? 0)
    // In the first second there is nothing before; its count is what it is.
    guard let before = count(series, age: 1) else { return present }
    return present + Double(before) * (1 - moment.fraction)
  }
}
