/// What a registration is to lead to; many registrations share one.
public struct GuardTerms: Hashable, Sendable {
  public var guardName: String
  public var trigger: GuardTrigger
  public var onUnknown: UnknownEndPolicy
  public var plan: CleanupPlan

  public init(
    guardName: String, trigger: GuardTrigger = .abnormal, onUnknown: UnknownEndPolicy = .clean,
    plan: CleanupPlan
  ) {
    self.guardName = guardName
    self.trigger = trigger
    self.onUnknown = onUnknown
    self.plan = plan
  }

  /// Those of a guard's.
  ///
  /// - Parameter plan: the registration's own clean-up, which goes before the guard's.
  /// - Returns: nil where neither has a clean-up.
  public init?(_ rule: GuardRule, plan: CleanupPlan? = nil) {
    guard let plan = plan ?? rule.plan else { return nil }
    self.init(
      guardName: rule.name, trigger: rule.trigger, onUnknown: rule.onUnknown, plan: plan)
  }
}
