/// What a registration is to lead to; many registrations share one.
public struct GuardTerms: Hashable, Sendable {
  public var guardName: String
  public var trigger: GuardTrigger
  public var onUnknown: UnknownEndPolicy
  public var plan: CleanupPlan
  /// Whether they are a configured guard's, and change with it.
  public var followsRule = false

  public init(
    guardName: String, trigger: GuardTrigger = .abnormal, onUnknown: UnknownEndPolicy = .clean,
    plan: CleanupPlan
  ) {
    self.guardName = guardName
    self.trigger = trigger
    self.onUnknown = onUnknown
    self.plan = plan
  }

  public init(_ rule: GuardRule) {
    self.init(
      guardName: rule.name, trigger: rule.trigger, onUnknown: rule.onUnknown, plan: rule.plan)
    followsRule = true
  }
}
