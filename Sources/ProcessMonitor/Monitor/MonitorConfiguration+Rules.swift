extension MonitorConfiguration {
  /// How each guard wants its clean-ups carried out.
  var cleanupRules: [String: CleanupRule] {
    Dictionary(uniqueKeysWithValues: guards.map { ($0.name, CleanupRule($0)) })
  }

  /// What the runner is to hold to; the scheduler gives it no more than that.
  var runnerLimits: CleanupLimits {
    CleanupLimits(
      total: limits.cleanups,
      guards: cleanupRules.mapValues {
        CleanupLimits.Guard(concurrent: $0.concurrent, isOrdered: $0.isOrdered)
      })
  }

  func rule(named name: String) -> GuardRule? { guards.first { $0.name == name } }
}

extension CleanupRule {
  fileprivate init(_ rule: GuardRule) {
    self.init()
    if let concurrency = rule.concurrency { concurrent = concurrency }
    isOrdered = rule.isOrdered
    fold = rule.fold
    rateLimit = rule.rateLimit.map { RateLimit($0) }
  }
}

extension Registration {
  /// The same, with its guard's terms as they are now where it follows them.
  func following(_ configuration: MonitorConfiguration) -> Registration {
    guard terms.followsRule, let rule = configuration.rule(named: terms.guardName),
      let current = GuardTerms(rule)
    else { return self }
    var registration = self
    registration.terms = current
    return registration
  }
}
