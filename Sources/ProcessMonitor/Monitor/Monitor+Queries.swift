internal import KernelInterface
internal import ProcessConnector
internal import ProcessEvents
internal import ProcessTable

extension Monitor {
  /// Deaths that match, the latest first; of an ordinary user, those of his own registrations.
  public func deaths(
    matching query: DeathQuery, after cursor: DeathCursor? = nil, limit: Int,
    for requester: Requester
  ) async throws(MonitorRefusal) -> DeathPage {
    let query = try Self.limited(query, to: requester)
    return try await reading { journal throws(JournalError) in
      try await journal.deaths(matching: query, after: cursor, limit: limit)
    }
  }

  /// A death with all attempts to clean up after it.
  public func death(
    _ id: DeathID, for requester: Requester
  ) async throws(MonitorRefusal) -> DeathHistory {
    let history = try await reading { journal throws(JournalError) in try await journal.death(id) }
    guard let history, requester.maySee(history.death.death.owner) else {
      throw .notFound("there is no death \(id.rawValue)")
    }
    return history
  }

  /// Lets a clean-up that was given up, or waits for its next attempt, begin at once.
  public func retry(
    _ id: DeathID, by requester: Requester
  ) async throws(MonitorRefusal) -> DeathHistory {
    _ = try await death(id, for: requester)
    do throws(JournalError) {
      try await holder.get().retry(id)
    } catch {
      switch error {
      case .state, .unknownDeath: throw .conflict("\(error)")
      default:
        holder.failed(error)
        throw .unavailable("the journal cannot be written: try again")
      }
    }
    scheduler.wake()
    return try await death(id, for: requester)
  }

  /// Registrations that match, by their processes' ids; of an ordinary user, his own.
  public func registrations(
    matching query: RegistrationQuery, after key: RegistrationKey? = nil, limit: Int,
    for requester: Requester
  ) async throws(MonitorRefusal) -> RegistrationPage {
    var query = query
    if !requester.isPrivileged {
      guard query.owner == nil || query.owner == requester.user else {
        throw .forbidden("these are not user \(requester.user)'s to see")
      }
      query.owner = requester.user
    }
    return try await reading { [query] journal throws(JournalError) in
      try await journal.registrations(matching: query, after: key, limit: limit)
    }
  }

  /// How the monitor is doing.
  public func status(for requester: Requester) async -> MonitorStatus {
    let counters = await detector.counters()
    let owner = requester.isPrivileged ? nil : requester.user
    let query = DeathQuery(owner: owner)
    let (backlog, refused) = intake.backlog
    let recorded = intake.recorded
    return MonitorStatus(
      boot: boot, problems: problems(isDetecting: counters != nil),
      isReady: counters != nil && holder.problem == nil,
      guardCount: configuration.guards.count,
      registrations: requester.isPrivileged ? ledger.total : ledger.count(of: requester.user),
      ownRegistrations: ledger.count(of: requester.user),
      registrationLimit: requester.isPrivileged
        ? configuration.limits.registrations : configuration.limits.registrationsPerUser,
      cleanups: try? await holder.journal?.counts(matching: query),
      runningCleanups: await scheduler.running,
      detection: DetectionStatus(
        guards: counters?.guards ?? GuardCounters(), seen: recorded.seen,
        inferred: recorded.inferred, unknown: recorded.unknown,
        received: counters?.socket.received ?? 0, lost: counters?.socket.lost ?? 0,
        rejected: counters?.socket.rejected ?? 0,
        wakeups: counters?.socket.wakeups ?? 0, heldProcesses: counters?.heldProcesses ?? 0,
        continuity: continuity),
      journal: JournalStatus(
        path: holder.path, problem: holder.problem.map { "\($0)" },
        size: try? await holder.journal?.size(), backlog: backlog, refused: refused,
        interruptedAttempts: holder.journal?.interruptedAttempts ?? 0),
      attempts: statistics.value)
  }

  /// What is wrong, each in one sentence; empty where all is well.
  public func problems() async -> [String] {
    problems(isDetecting: await detector.counters() != nil)
  }

  private func problems(isDetecting: Bool) -> [String] {
    var problems: [String] = []
    if !isDetecting {
      problems.append("Deaths are not detected: the connector's socket has failed")
    }
    if let problem = holder.problem { problems.append("\(problem)") }
    return problems
  }

  private static func limited(
    _ query: DeathQuery, to requester: Requester
  ) throws(MonitorRefusal) -> DeathQuery {
    if requester.isPrivileged { return query }
    guard query.owner == nil || query.owner == requester.user else {
      throw .forbidden("these are not user \(requester.user)'s to see")
    }
    var query = query
    query.owner = requester.user
    return query
  }

  private func reading<Value: Sendable>(
    _ body: @Sendable (Journal) async throws(JournalError) -> Value
  ) async throws(MonitorRefusal) -> Value {
    do throws(JournalError) {
      return try await body(try holder.get())
    } catch {
      throw .unavailable("the journal cannot be read: try again")
    }
  }
}
