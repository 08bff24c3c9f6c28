/// What the scheduler keeps of one guard.
struct GuardQueue {
  var rule: CleanupRule
  var running = 0
  private var rate: RateLimit?

  init(_ rule: CleanupRule) {
    self.rule = rule
    rate = rule.rateLimit
  }

  /// Takes a rule that may have changed; what has been used of a rate stays used.
  mutating func take(_ rule: CleanupRule) {
    if rule.rateLimit != self.rule.rateLimit { rate = rule.rateLimit }
    self.rule = rule
  }

  var hasPlace: Bool { running < (rule.isOrdered ? 1 : rule.concurrent) }

  /// Asks for one to begin: nil where it may, else when to ask again, on the monotonic clock.
  mutating func take(at now: UInt64) -> UInt64? {
    guard var rate else { return nil }
    let later = rate.take(at: now)
    self.rate = rate
    return later
  }
}

/// How a guard wants its clean-ups carried out.
struct CleanupRule: Hashable, Sendable {
  var concurrent = CleanupLimits.Guard().concurrent
  var isOrdered = false
  var fold: CrashLoopFolder.Rule?
  var rateLimit: RateLimit?
}
