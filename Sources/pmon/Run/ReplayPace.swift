internal import KernelInterface
internal import ProcessEvents

/// Waits between events as long as it took when they were recorded, or a part of it.
struct ReplayPace {
  private let speed: Double
  private let first: KernelInstant
  private let begin = Clocks.monotonic
  private let interrupt: Int32
  private var isInterrupted = false

  /// - Parameters:
  ///   - speed: 2 is twice as fast as it happened.
  ///   - first: the moment that is now.
  ///   - interrupt: ends all waiting when it is readable.
  init(speed: Double, from first: KernelInstant, interruptedBy interrupt: Int32) {
    self.speed = speed
    self.first = first
    self.interrupt = interrupt
  }

  /// Waits for the moment at which something is to be told.
  ///
  /// - Parameter pause: called before a wait.
  /// - Returns: false where the wait has been interrupted; from then on there is none.
  mutating func wait(for instant: KernelInstant, pause: () -> Void) -> Bool {
    guard !isInterrupted else { return false }
    guard instant > first else { return true }
    let offset = Double(instant.nanoseconds - first.nanoseconds) / speed
    let due = begin.addingReportingOverflow(UInt64(min(offset, ReplayPace.longest))).partialValue
    let now = Clocks.monotonic
    guard due > now, due - now >= ReplayPace.shortest else { return true }
    pause()
    let found = try? pollReadable(interrupt, timeout: due - now)
    isInterrupted = found?.contains(.first) ?? true
    return !isInterrupted
  }

  /// Less is not waited for, in nanoseconds: half a millisecond.
  private static let shortest: UInt64 = 500_000
  /// A hundred years, in nanoseconds.
  private static let longest = 3.2e18
}
