/// At most so many clean-ups a minute, with a number of them at once: a bucket that fills steadily.
///
/// It performs nothing and knows no clock; what has to wait is kept by its caller.
public struct RateLimit: Hashable, Sendable {
  /// Nanoseconds until another one may begin, in the long run.
  private let interval: UInt64
  /// How far ahead of the steady rate it may get, in nanoseconds.
  private let slack: UInt64
  /// When the steady rate comes to where it is now.
  private var steady: UInt64 = 0

  /// - Parameters:
  ///   - perMinute: at least 1.
  ///   - burst: how many may begin at once after a pause; at least 1.
  public init(perMinute: Int, burst: Int) {
    interval = max(1, 60_000_000_000 / UInt64(max(1, perMinute)))
    let (slack, overflow) = interval.multipliedReportingOverflow(by: UInt64(max(1, burst) - 1))
    self.slack = overflow ? .max : slack
  }

  /// Asks for one to begin.
  ///
  /// - Parameter now: nanoseconds of any clock that does not go back.
  /// - Returns: nil where it may, and has been counted; else when to ask again.
  public mutating func take(at now: UInt64) -> UInt64? {
    let from = max(steady, now)
    if from - now > slack { return from - slack }
    let (next, overflow) = from.addingReportingOverflow(interval)
    steady = overflow ? .max : next
    return nil
  }
}
