internal import ProcessEvents

/// Where moments of the kernel log's clock lie on `CLOCK_MONOTONIC`.
///
/// Both count from the boot, but only the second one is kept right by NTP, so that they drift apart. Each record
/// narrows it down again: it was made after the reading before it, and before the one that found it.
struct KernelLogClock {
  /// What is to be added to the log's time, in nanoseconds: from here…
  private var least: Int64
  /// … to here.
  private var most: Int64
  private var asOf: KernelInstant

  /// By how much they drift apart at most: the frequency that NTP may set, and a badly calibrated counter.
  private static let driftDivisor: Int64 = 1_000
  /// By how much they differ from the boot on.
  private static let difference: Int64 = 5_000_000_000

  init(at now: KernelInstant) {
    least = -Self.difference
    most = Self.difference
    asOf = KernelInstant(nanoseconds: 0)
    widen(to: now)
  }

  /// The moments between which a record was made, found by a reading at `now` that followed one at `previous`.
  mutating func place(
    _ time: UInt64, after previous: KernelInstant, before now: KernelInstant
  ) -> ClosedRange<KernelInstant> {
    widen(to: now)
    let local = Int64(clamping: time)
    let low = Int64(clamping: previous.nanoseconds).subtracting(local)
    let high = Int64(clamping: now.nanoseconds).subtracting(local)
    // A clock that was set otherwise than is believed here: the readings themselves are certain.
    guard max(low, least) <= min(high, most) else {
      (least, most) = (low, high)
      return previous...now
    }
    least = max(low, least)
    most = min(high, most)
    return Self.instant(local.adding(least))...Self.instant(local.adding(most))
  }

  private mutating func widen(to now: KernelInstant) {
    guard now > asOf else { return }
    let drift = Int64(clamping: now.nanoseconds - asOf.nanoseconds) / Self.driftDivisor
    least = least.subtracting(drift)
    most = most.adding(drift)
    asOf = now
  }

  private static func instant(_ nanoseconds: Int64) -> KernelInstant {
    KernelInstant(nanoseconds: UInt64(max(0, nanoseconds)))
  }
}

extension Int64 {
  fileprivate func adding(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other < 0 ? .min : .max) : sum
  }

  fileprivate func subtracting(_ other: Int64) -> Int64 {
    let (difference, overflow) = subtractingReportingOverflow(other)
    return overflow ? (other < 0 ? .max : .min) : difference
  }
}
