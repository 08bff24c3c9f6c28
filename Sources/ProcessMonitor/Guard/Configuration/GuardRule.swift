public import ProcessEvents

/// A rule of the configuration: which processes matter, and what to do when one has died.
public struct GuardRule: Hashable, Sendable {
  /// Unique; letters, digits, `-`, `_` and `.`, at most 64.
  public var name: String
  /// Which living processes it guards by itself; nil where it is for registrations alone.
  public var match: Filter?
  public var trigger: GuardTrigger
  public var onUnknown: UnknownEndPolicy
  /// What is done, unless a registration brings a clean-up of its own.
  ///
  /// Nil where each registration has to bring one; never nil with ``match``, since nobody is there to bring one.
  public var plan: CleanupPlan?
  /// Clean-ups of this guard that run at once; nil is what ``CleanupLimits/Guard`` has. Nothing but 1 goes with
  /// ``isOrdered``.
  public var concurrency: Int?
  /// Whether clean-ups run one after the other, in the order of the deaths.
  public var isOrdered: Bool
  /// How equal deaths of a crash loop become one clean-up; nil where each has its own.
  public var fold: CrashLoopFolder.Rule?
  /// How many clean-ups may begin; nil is any number.
  public var rateLimit: CleanupRate?

  public init(
    name: String, match: Filter? = nil, trigger: GuardTrigger = .abnormal,
    onUnknown: UnknownEndPolicy = .clean, plan: CleanupPlan?, concurrency: Int? = nil,
    isOrdered: Bool = false, fold: CrashLoopFolder.Rule? = nil, rateLimit: CleanupRate? = nil
  ) {
    self.name = name
    self.match = match
    self.trigger = trigger
    self.onUnknown = onUnknown
    self.plan = plan
    self.concurrency = concurrency
    self.isOrdered = isOrdered
    self.fold = fold
    self.rateLimit = rateLimit
  }
}
