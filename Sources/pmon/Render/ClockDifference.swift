internal import KernelInterface

/// What is to be added to `CLOCK_MONOTONIC` for `CLOCK_REALTIME`: it changes when somebody sets the time of day.
struct ClockDifference {
  private(set) var nanoseconds: UInt64

  /// Less than this is the jitter of reading two clocks one after the other.
  private static let jitter: UInt64 = 100_000

  init() { self.init(ClockDifference.measure()) }

  init(_ nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

  static func measure() -> UInt64 { Clocks.realtime &- Clocks.monotonic }

  /// Looks at the clocks; to be called now and then.
  ///
  /// - Returns: whether it has changed.
  mutating func adjust() -> Bool {
    let measured = ClockDifference.measure()
    let change = Int64(bitPattern: measured &- nanoseconds)
    guard change.magnitude > ClockDifference.jitter else { return false }
    nanoseconds = measured
    return true
  }
}
