internal import KernelInterface

extension MonitorConfiguration {
  /// Which guards' clean-ups will fail as things are now, in a sentence each.
  package var warnings: [String] { problems(with: .own) }

  /// Which guards' clean-ups this process's rights are too few for, and which programs are not there, in a sentence
  /// each.
  func problems(with rights: CleanupRights) -> [String] {
    guards.flatMap { rule in
      guard let plan = rule.plan else { return [String]() }
      let lack = rights.problem(with: plan, registrant: nil)?.text
      return ((lack.map { [$0] } ?? []) + plan.missingPrograms).map {
        "clean-ups of guard \"\(rule.name)\" will fail: \($0)"
      }
    }
  }
}

extension CleanupPlan {
  /// What commands run that cannot be run by anybody, each in a sentence; what this process may not look at is left
  /// out.
  fileprivate var missingPrograms: [String] {
    var sentences: [String] = []
    for case .command(let words) in actions {
      guard let program = words.first, let fault = CommandSearch.fault(of: program) else {
        continue
      }
      let sentence =
        switch fault {
        case .absent: "there is no program \(program)"
        case .notExecutable: "\(program) is no program that can be executed"
        }
      if !sentences.contains(sentence) { sentences.append(sentence) }
    }
    return sentences
  }
}
