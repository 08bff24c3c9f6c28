internal import ProcessEvents
internal import ProcessTable

extension LivingEngine {
  /// Takes in what the journal holds, once and before all else.
  mutating func restore(_ registrations: [Registration]) {
    let terms = Dictionary(
      rules.rules.map { ($0.name, $0.terms) }, uniquingKeysWith: { first, _ in first })
    for registration in registrations where registration.process.boot == boot {
      let name = registration.terms.guardName
      if registration.owner != nil {
        guarded.insert(registration.process, name, .owner)
      } else if let known = terms[name] {
        guarded.insert(
          registration.process, name, known == registration.terms ? .rule : .formerRule)
      } else {
        counters.withdrawn &+= 1
        actions.append(.withdraw(registration.process, guardName: name))
      }
    }
  }

  /// Goes by other rules from now on; all that live are to be looked at then.
  mutating func replace(_ new: LivingRules) {
    let old = Dictionary(
      rules.rules.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    var changed: Set<String> = []
    var unchanged: Set<String> = []
    for rule in new.rules {
      let former = old[rule.name]
      if former?.terms == rule.terms, former?.match.filter == rule.match.filter {
        unchanged.insert(rule.name)
      } else {
        changed.insert(rule.name)
      }
    }
    rules = new
    var removed: [LivingAction] = []
    guarded.replaceRules(changed: changed, unchanged: unchanged, boot: boot) {
      removed.append(.withdraw($0, guardName: $1))
    }
    counters.withdrawn &+= UInt64(removed.count)
    actions += removed
  }

  /// Leaves a process to the guard's registration that its owner has made.
  mutating func leave(_ process: ProcessIdentity, guardName: String) {
    guarded.insert(process, guardName, .owner)
  }

  /// Takes it that there is no such registration any more.
  mutating func takeBack(_ process: ProcessIdentity, guardName: String) {
    guarded.remove(process, guardName)
  }

  /// Lets go of registered processes that have ended, where there may be many.
  mutating func pruneGuarded(
    _ table: borrowing ProcessTable, at now: Moment, _ identify: Identify
  ) {
    guard guarded.wantsPruning else { return }
    guarded.prune { process, start in
      let description = table.description(of: process, at: now.monotonic)
      guard let begun = description.start.value, description.end == nil else {
        return identify(process) == start
      }
      return start.isNear(now.tick(of: begun))
    }
  }
}
