internal import KernelInterface

/// What each action of an attempt has to know.
struct AttemptContext: Sendable {
  let death: GuardedDeath
  let attempt: Int
  /// How many equal deaths it stands for.
  let count: Int
  /// Until when it may take, on `CLOCK_MONOTONIC`.
  let deadline: UInt64
  let cancellation: Cancellation
  /// With whose rights all is done; nil where the guard is the daemon's own.
  let owner: UserAccount?

  /// - Throws: where the attempt is to end now.
  func check() throws(ActionProblem) {
    if cancellation.isCancelled { throw .interrupted }
    if Clocks.monotonic >= deadline { throw .tooLong(death.plan.timeLimit) }
  }

  /// Nanoseconds that are left.
  var remaining: UInt64 {
    let now = Clocks.monotonic
    return now < deadline ? deadline - now : 0
  }
}

extension UInt64 {
  /// This many milliseconds after `start`, both that and the result in nanoseconds; at most the last moment that
  /// there is.
  func milliseconds(after start: UInt64) -> UInt64 {
    let (length, overflow) = multipliedReportingOverflow(by: 1_000_000)
    let (end, isLater) = start.addingReportingOverflow(length)
    return overflow || isLater ? .max : end
  }
}
