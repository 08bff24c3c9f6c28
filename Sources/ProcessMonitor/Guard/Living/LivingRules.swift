internal import ProcessEvents
internal import ProcessTable

/// The rules that find processes by themselves, ready to be asked often.
struct LivingRules: Sendable {
  let rules: [Rule]
  /// What has to be known of the processes.
  let details: ProcessDetails
  /// Whether processes must be followed: for a match, or since descendants will be asked for.
  let areNeeded: Bool

  struct Rule: Sendable {
    let terms: GuardTerms
    let match: CompiledFilter

    var name: String { terms.guardName }
  }

  init(_ guards: [GuardRule]) {
    rules = guards.compactMap { rule in
      guard let match = rule.match, let terms = GuardTerms(rule) else { return nil }
      return Rule(terms: terms, match: CompiledFilter(match))
    }
    details = rules.reduce(into: []) {
      $0.formUnion(ProcessDetails(for: $1.match.filter.lookups))
    }
    areNeeded = guards.contains { $0.needsLivingProcesses }
  }
}

extension GuardRule {
  /// Whether processes must be followed for its sake.
  var needsLivingProcesses: Bool {
    match != nil || plan?.actions.contains(.endOrphans) == true
  }
}
