internal import CLinux

/// When a process began, as `/proc/PID/stat` tells it: in clock ticks since the boot, the time of suspension
/// included. An exec leaves it as it is.
package struct ClockTicks: RawRepresentable, Hashable, Sendable {
  package var rawValue: UInt64

  package init(rawValue: UInt64) { self.rawValue = rawValue }

  /// How long a tick is, in nanoseconds: 10 ms as a rule.
  package static let nanoseconds = 1_000_000_000 / UInt64(max(1, sysconf(Int32(_SC_CLK_TCK))))

  /// Where the tick begins on `CLOCK_MONOTONIC`.
  ///
  /// What began before a suspension seems earlier by the suspension's length, as only the sum of all
  /// suspensions is known; it is never later than 0.5 ms after the truth.
  package func monotonic(suspended: Suspension) -> UInt64 {
    let (sinceBoot, overflow) = rawValue.multipliedReportingOverflow(by: Self.nanoseconds)
    if overflow { return .max }
    return sinceBoot < suspended.nanoseconds ? 0 : sinceBoot - suspended.nanoseconds
  }

  /// Whether the whole tick lies after `instant` of `CLOCK_MONOTONIC`.
  ///
  /// An id does not come back within a tick, since all others are used before.
  package func isLater(than instant: UInt64) -> Bool {
    let (sinceBoot, overflow) = instant.addingReportingOverflow(Suspension.current.nanoseconds)
    return !overflow && rawValue > sinceBoot / Self.nanoseconds
  }
}

/// How long the machine has been suspended since its boot: what `CLOCK_BOOTTIME` is ahead of `CLOCK_MONOTONIC`.
package struct Suspension: Hashable, Sendable {
  /// A multiple of a millisecond, so that asking twice gives the same.
  package var nanoseconds: UInt64

  package init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

  package static var current: Suspension {
    // Two clocks cannot be read at once, and this thread may be kept waiting in between.
    for _ in 0..<8 {
      let before = Clocks.monotonic
      let boottime = Clocks.boottime
      let after = Clocks.monotonic
      if after &- before < 100_000 { return Suspension(ahead: boottime &- before) }
    }
    return Suspension(ahead: Clocks.boottime &- Clocks.monotonic)
  }

  private init(ahead: UInt64) {
    let millisecond: UInt64 = 1_000_000
    nanoseconds = (ahead &+ millisecond / 2) / millisecond * millisecond
  }
}
