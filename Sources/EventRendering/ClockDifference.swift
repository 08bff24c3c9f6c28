internal import KernelInterface

/// What is to be added to `CLOCK_MONOTONIC` for `CLOCK_REALTIME`: it changes when somebody sets the time of day.
package struct ClockDifference: Sendable {
  package private(set) var nanoseconds: UInt64

  /// Less than this is the jitter of reading two clocks one after the other.
  private static let jitter: UInt64 = 100_000

  package init() { self.init(ClockDifference.measure()) }

  package init(_ nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

  package static func measure() -> UInt64 { read() ?? Clocks.realtime &- Clocks.monotonic }

  /// Two clocks cannot be read at once; nil where this thread was kept waiting in between each time.
  private static func read() -> UInt64? {
    for _ in 0..<8 {
      let before = Clocks.monotonic
      let realtime = Clocks.realtime
      if Clocks.monotonic &- before < jitter / 2 { return realtime &- before }
    }
    return nil
  }

  /// Looks at the clocks; to be called now and then.
  ///
  /// - Returns: whether it has changed.
  package mutating func adjust() -> Bool {
    guard let measured = ClockDifference.read() else { return false }
    let change = Int64(bitPattern: measured &- nanoseconds)
    guard change.magnitude > ClockDifference.jitter else { return false }
    nanoseconds = measured
    return true
  }
}
