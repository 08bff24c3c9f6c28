/// A death as the journal holds it, and where its clean-up stands.
public struct JournaledDeath: Hashable, Sendable {
  public var death: GuardedDeath
  public var state: CleanupState
  /// The number of the last attempt, from 1; 0 before the first.
  public var attempts: Int
  /// Of them, or of those since a retry by hand, how many failed; one that was interrupted did not.
  public var failures: Int
  /// When the next attempt may begin, in nanoseconds since 1970; nil where it may at once, or there is none.
  public var retryTime: UInt64?
  /// When resources were freed or the clean-up was given up.
  public var finishTime: UInt64?
}

/// A death with all that was done about it.
public struct DeathHistory: Hashable, Sendable {
  public var death: JournaledDeath
  /// In their order.
  public var attempts: [JournaledAttempt]
}

/// One attempt at a clean-up.
public struct JournaledAttempt: Hashable, Sendable {
  /// From 1; no number comes twice for one death.
  public var number: Int
  /// Wall-clock time in nanoseconds since 1970.
  public var beginTime: UInt64
  /// Nil while it runs, and for ever where it was interrupted.
  public var endTime: UInt64?
  /// Nil as long as ``endTime`` is.
  public var outcome: CleanupOutcome?
  /// Whether the daemon ended while it ran, so that nobody knows how far it got.
  public var wasInterrupted: Bool
}
