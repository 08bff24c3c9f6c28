internal import KernelInterface
public import ProcessEvents
internal import ProcessTable

extension Monitor {
  /// Registers a process with a guard: one's own, unless one may do all.
  ///
  /// Once this has returned, its abnormal death will be cleaned up after, whatever crashes meanwhile.
  public func register(
    _ request: RegistrationRequest, by requester: Requester
  ) async throws(MonitorRefusal) -> RegistrationReceipt {
    let configuration = configuration
    guard requester.isPrivileged || configuration.access.registrations == .own else {
      throw .forbidden("only the administrator registers processes here")
    }
    let terms = try terms(for: request, by: requester)
    if let token = request.token { try Self.check(token: token) }
    let facts = try facts(about: request, for: requester)
    if !requester.isPrivileged,
      ledger.count(of: requester.user) >= configuration.limits.registrationsPerUser
    {
      throw .limit("this user has \(ledger.count(of: requester.user)) registrations already")
    }
    let entry = JournaledRegistration(
      Registration(
        process: facts.identity, terms: terms, token: request.token, owner: requester.user,
        name: facts.name), time: Clocks.realtime)
    return try await add(entry)
  }

  private func add(
    _ entry: JournaledRegistration
  ) async throws(MonitorRefusal) -> RegistrationReceipt {
    guard let journal = holder.journal, holder.problem == nil else {
      throw .unavailable("the journal cannot be written, so nothing can be promised: try again")
    }
    ledger.beginWriting(entry.key)
    await living.leave([entry.registration])
    // Before the journal: what is in there has been seen alive, and all that comes later is kept for a successor.
    let outcome = await detector.register(entry.registration)
    switch outcome {
    case .ended:
      _ = ledger.endWriting(entry.key)
      throw .conflict("process \(entry.key.process.process) has ended")
    case .full:
      _ = ledger.endWriting(entry.key)
      throw .limit("there are as many registrations as there may be")
    case .added: ledger.add(entry.registration)
    default: break
    }
    do throws(JournalError) {
      try await journal.add([entry])
    } catch {
      if await detector.withdraw(entry.key.process, guardName: entry.key.guardName) != nil {
        ledger.remove(entry.registration.owner)
      }
      _ = ledger.endWriting(entry.key)
      holder.failed(error)
      throw .unavailable("the registration could not be written down: try again")
    }
    if ledger.endWriting(entry.key) { _ = try? await journal.withdraw([entry.key]) }
    return RegistrationReceipt(registration: entry, isReplacement: outcome == .replaced)
  }

  /// Withdraws a registration, as before an end that is nobody's business.
  public func withdraw(
    _ key: RegistrationKey, by requester: Requester
  ) async throws(MonitorRefusal) {
    let missing = MonitorRefusal.notFound("there is no registration \(key)")
    let entry: JournaledRegistration?
    do throws(JournalError) {
      entry = try await holder.get().registration(key)
    } catch {
      throw .unavailable("the journal cannot be read: try again")
    }
    guard let entry, requester.maySee(entry.registration.owner) else { throw missing }
    ledger.beginWithdrawing(key)
    defer { ledger.endWithdrawing(key) }
    // The journal first: where it cannot be written nothing has happened, and the same request may come again.
    do throws(JournalError) {
      try await holder.get().withdraw([key])
    } catch {
      holder.failed(error)
      // A comparison may have left it out meanwhile.
      intake.reconcileOnceWritten()
      throw .unavailable("the withdrawal could not be written down: try again")
    }
    // Its death may have been told in between.
    guard let removed = await detector.withdraw(key.process, guardName: key.guardName) else {
      throw missing
    }
    ledger.remove(removed.owner)
    living.takeBack(key.process, guardName: key.guardName)
  }

  /// The key of the registration that the process has which has an id now.
  public func key(
    of process: ProcessID, guardName: String
  ) throws(MonitorRefusal) -> RegistrationKey {
    guard let identity = ProcessIdentity.read(process: process, boot: boot) else {
      throw .notFound("there is no process \(process)")
    }
    return RegistrationKey(process: identity, guardName: guardName)
  }

  // MARK: What a request has to be

  private func terms(
    for request: RegistrationRequest, by requester: Requester
  ) throws(MonitorRefusal) -> GuardTerms {
    guard GuardRule.isName(request.guardName) else {
      throw .invalid("a guard's name has 1 to 64 letters, digits, \"-\", \"_\" or \".\"")
    }
    let rule = configuration.rule(named: request.guardName)
    guard let plan = request.plan ?? rule?.plan else {
      throw .invalid(
        rule == nil
          ? "no guard \"\(request.guardName)\" is configured, so the registration needs a clean-up"
          : "the guard \"\(request.guardName)\" has no clean-up, so the registration needs one")
    }
    var terms = GuardTerms(
      guardName: request.guardName, trigger: request.trigger ?? rule?.trigger ?? .abnormal,
      onUnknown: request.onUnknown ?? rule?.onUnknown ?? .clean, plan: plan)
    terms.followsRule =
      rule != nil && request.plan == nil && request.trigger == nil && request.onUnknown == nil
    if let user = plan.user, requester.user != 0 {
      guard UserAccount.named(user)?.id == requester.user else {
        throw .forbidden("a registration of user \(requester.user) cannot run as \(user)")
      }
    }
    // What cannot be kept is not promised.
    if let problem = CleanupRights.own.problem(with: plan, registrant: requester.user) {
      throw .conflict(problem.text)
    }
    return terms
  }

  private static func check(token: String) throws(MonitorRefusal) {
    guard token.utf8.count <= RegistrationRequest.longestToken else {
      throw .invalid("a token has at most \(RegistrationRequest.longestToken) bytes")
    }
    guard PlainText.line(token, limit: .max) == token else {
      throw .invalid("a token has no control characters")
    }
  }

  private func facts(
    about request: RegistrationRequest, for requester: Requester
  ) throws(MonitorRefusal) -> (identity: ProcessIdentity, name: CommandName) {
    let process = request.process
    let missing = MonitorRefusal.notFound("there is no process \(process)")
    guard process.rawValue > 0, let before = ProcessStat(process: process.rawValue) else {
      throw missing
    }
    let users = ProcessUsers(process: process.rawValue)
    // The same process before and after: then the users are its own.
    guard let after = ProcessStat(process: process.rawValue), after.start == before.start else {
      throw missing
    }
    if let ticks = request.startTicks, ticks != after.start.rawValue {
      throw .conflict("process \(process) has ended, and another has its id")
    }
    if !requester.isPrivileged, users?.areAll(requester.user) != true {
      throw .forbidden("process \(process) is not user \(requester.user)'s alone")
    }
    // A thread's own folder is there as well, though it is in no list.
    guard users?.threadGroup == process.rawValue else { throw missing }
    let identity = ProcessIdentity(
      boot: boot, process: process, startTicks: after.start.rawValue)
    return (identity, CommandName(bytes: after.name))
  }
}
