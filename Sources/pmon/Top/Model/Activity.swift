/// What one family or name has done: counts of the last seconds, and in all.
///
/// It takes the same room whatever happens.
struct Activity {
  /// Seconds of which there are counts.
  static let seconds = 16
  /// Seconds that a rate is the mean of.
  static let window = 10

  private var counts: [64 of UInt32] = .init(repeating: 0)
  private var totals: [4 of UInt64] = .init(repeating: 0)
  /// The last second that was counted in.
  private var second: UInt64

  init(second: UInt64) { self.second = second }

  mutating func add(_ measure: Measure, at now: UInt64) {
    advance(to: now)
    counts[measure.index * Activity.seconds + Int(now % UInt64(Activity.seconds))] &+= 1
    totals[measure.index] &+= 1
  }

  private mutating func advance(to now: UInt64) {
    guard now > second else { return }
    for passed in 0..<min(now - second, UInt64(Activity.seconds)) {
      let slot = Int((now - passed) % UInt64(Activity.seconds))
      for measure in 0..<4 { counts[measure * Activity.seconds + slot] = 0 }
    }
    second = now
  }

  func total(_ measure: Measure) -> UInt64 { totals[measure.index] }

  /// The count of a second that is `age` before `now`; age is less than ``seconds``.
  func count(_ measure: Measure, age: UInt64, at now: UInt64) -> UInt32 {
    // What is newer than the last count is 0; so is what its slot no longer holds.
    guard age < UInt64(Activity.seconds), age <= now, now - age <= second,
      second - (now - age) < UInt64(Activity.seconds)
    else { return 0 }
    let slot = Int((now - age) % UInt64(Activity.seconds))
    return counts[measure.index * Activity.seconds + slot]
  }

  /// How many a second, as the mean of the last ten, or of those that there have been.
  func rate(_ measure: Measure, at moment: Moment) -> Double {
    var sum = 0.0
    let window = UInt64(Activity.window)
    for age in 0..<window { sum += Double(count(measure, age: age, at: moment.second)) }
    if moment.elapsed >= Double(window) {
      sum += Double(count(measure, age: window, at: moment.second)) * (1 - moment.fraction)
      return sum / Double(window)
    }
    return sum / max(moment.elapsed, 1)
  }
}

/// A moment of a run.
struct Moment: Hashable {
  /// Nanoseconds since the run began, or was reset.
  var nanoseconds: UInt64

  var second: UInt64 { nanoseconds / 1_000_000_000 }
  /// How much of ``second`` has passed.
  var fraction: Double { Double(nanoseconds % 1_000_000_000) / 1e9 }
  /// Seconds since the beginning.
  var elapsed: Double { Double(nanoseconds) / 1e9 }
}
