internal import KernelInterface

/// With whose rights this process's clean-ups are done, and whether it can take them.
///
/// Root has all that it takes, as a rule; another user has it where he was given capabilities.
struct CleanupRights: Hashable, Sendable {
  /// This process's own.
  var user: UInt32
  var capabilities: CapabilitySet

  static var own: CleanupRights {
    CleanupRights(user: HostFacts.effectiveUser, capabilities: .own)
  }

  /// Whose rights limit all that is done: those of the user who registered the process, unless that is this
  /// process's own user or root.
  ///
  /// - Parameter registrant: nil where no user has registered it.
  func owner(_ registrant: UInt32?) throws(ActionProblem) -> UserAccount? {
    guard let registrant, registrant != 0, registrant != user else { return nil }
    if let lack = lack(of: [.userChange, .groupChange]) {
      throw ActionProblem("the registration is user \(registrant)'s, and \(lack)")
    }
    return .withID(registrant)
  }

  /// As whom commands run: whom the plan names, else who registered the process; nil is this process's user.
  func commandUser(
    _ name: String?, registrant: UInt32?
  ) throws(ActionProblem) -> UserAccount? {
    var account: UserAccount?
    if let name {
      guard let named = UserAccount.named(name) else {
        throw ActionProblem("there is no user \(name)")
      }
      if let registrant, registrant != 0, registrant != user, registrant != named.id {
        throw ActionProblem("a registration of user \(registrant) cannot run as \(name)")
      }
      account = named
    } else if let registrant, registrant != user {
      account = .withID(registrant)
    }
    // Whom it could not send signals it could not end, once his time is over.
    if let account, account.id != user,
      let lack = lack(of: [.userChange, .groupChange, .signals])
    {
      throw ActionProblem("nothing can run as \(account.name): \(lack)")
    }
    return account
  }

  /// Why a plan cannot be carried out for want of capabilities or of a user; nil where it can, as far as can be
  /// told before.
  func problem(with plan: CleanupPlan, registrant: UInt32?) -> ActionProblem? {
    do throws(ActionProblem) {
      _ = try owner(registrant)
      if plan.hasCommand { _ = try commandUser(plan.user, registrant: registrant) }
      return nil
    } catch { return error }
  }

  /// What a refused system call would have taken besides.
  func remedy(for error: SystemCallError, _ needed: CapabilitySet) -> String {
    guard error.errno == .notPermitted || error.errno == .accessDenied else { return "" }
    return lack(of: needed).map { "; \($0)" } ?? ""
  }

  /// - Returns: nil where it has all of them.
  private func lack(of needed: CapabilitySet) -> String? {
    let missing = needed.subtracting(capabilities)
    return missing.isEmpty ? nil : "the monitor's user \(user) has not \(missing)"
  }
}

extension CleanupPlan {
  var hasCommand: Bool { actions.contains { if case .command = $0 { true } else { false } } }
}
