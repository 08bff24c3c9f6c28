extension MonitorConfiguration {
  /// Which guards' clean-ups this process's rights are too few for, in a sentence each.
  func problems(with rights: CleanupRights) -> [String] {
    guards.compactMap { rule in
      guard let plan = rule.plan, let problem = rights.problem(with: plan, registrant: nil) else {
        return nil
      }
      return "clean-ups of guard \"\(rule.name)\" will fail: \(problem.text)"
    }
  }
}
