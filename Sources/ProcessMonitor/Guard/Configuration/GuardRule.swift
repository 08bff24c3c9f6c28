public import ProcessEvents

/// A rule of the configuration: which processes matter, and what to do when one has died.
public struct GuardRule: Hashable, Sendable {
  /// Unique; letters, digits, `-`, `_` and `.`, at most 64.
  public var name: String
  /// Which living processes it guards by itself; nil where it is for registrations alone.
  public var match: Filter?
  public var trigger: GuardTrigger
  public var onUnknown: UnknownEndPolicy
  public var plan: CleanupPlan
  /// Clean-ups of this guard that run at once; nil is the limit of all.
  public var concurrency: Int?

  public init(
    name: String, match: Filter? = nil, trigger: GuardTrigger = .abnormal,
    onUnknown: UnknownEndPolicy = .clean, plan: CleanupPlan, concurrency: Int? = nil
  ) {
    self.name = name
    self.match = match
    self.trigger = trigger
    self.onUnknown = onUnknown
    self.plan = plan
    self.concurrency = concurrency
  }
}
