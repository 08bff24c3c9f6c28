internal import KernelInterface
public import ProcessEvents

/// One moment on all clocks that are needed.
///
/// Decisions go by the monotonic clock alone; the wall clock, which may be set back, is only for people.
public struct Moment: Hashable, Sendable {
  public var monotonic: KernelInstant
  /// Nanoseconds that the machine has been suspended so far: what `CLOCK_BOOTTIME` is ahead.
  public var suspended: UInt64
  /// Nanoseconds since 1970.
  public var wall: UInt64

  public init(monotonic: KernelInstant, suspended: UInt64 = 0, wall: UInt64) {
    self.monotonic = monotonic
    self.suspended = suspended
    self.wall = wall
  }

  /// The present.
  public static var now: Moment {
    Moment(
      monotonic: KernelInstant(nanoseconds: Clocks.monotonic),
      suspended: Suspension.current.nanoseconds, wall: Clocks.realtime)
  }

  /// The wall-clock time of another moment of this boot.
  func wallTime(of instant: KernelInstant) -> UInt64 {
    // The difference has a sign.
    wall &- monotonic.nanoseconds &+ instant.nanoseconds
  }

  /// The wall-clock time at which a clock tick since the boot begins.
  func wallTime(ofTick tick: UInt64) -> UInt64 {
    wallTime(
      of: KernelInstant(nanoseconds: tick &* ClockTicks.nanoseconds &- suspended))
  }

  /// The clock tick since the boot in which a moment lies.
  func tick(of instant: KernelInstant) -> UInt64 {
    instant.advanced(byNanoseconds: suspended).nanoseconds / ClockTicks.nanoseconds
  }

  /// When what begins in a clock tick since the boot can be said to have begun: a moment later at times.
  func range(aroundTick tick: UInt64) -> ClosedRange<KernelInstant> {
    let begin = tick &* ClockTicks.nanoseconds
    let first =
      begin > suspended &+ ClockTicks.nanoseconds
      ? begin - suspended - ClockTicks.nanoseconds : 0
    return KernelInstant(
      nanoseconds: first)...KernelInstant(nanoseconds: first &+ 3 * ClockTicks.nanoseconds)
  }
}
