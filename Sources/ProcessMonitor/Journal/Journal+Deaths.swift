internal import GRDB
internal import Synchronization

extension Journal {
  /// Writes deaths down, each once: one that is there already, by its id, stays as it is.
  ///
  /// Only when this has returned may their clean-ups begin.
  /// - Parameter registrations: those that the deaths were about; they go in the same transaction.
  /// - Returns: the ids of those that were not there, in the order given.
  @discardableResult
  public func record(
    _ deaths: [GuardedDeath], withdrawing registrations: [RegistrationKey] = []
  ) async throws(JournalError) -> [DeathID] {
    if deaths.isEmpty && registrations.isEmpty { return [] }
    // Here and not where the one writer would have to wait for it.
    let rows = planCoder.withLock { plans in
      deaths.map { DeathRow.values($0, plan: plans.text(of: $0.plan)) }
    }
    return try await committer.commit { db in
      let statement = try db.cachedStatement(sql: DeathRow.insertion)
      var new: [DeathID] = []
      for (death, row) in zip(deaths, rows) {
        try statement.execute(arguments: StatementArguments(row))
        if db.changesCount > 0 { new.append(death.id) }
      }
      _ = try Self.remove(registrations, db)
      return new
    }
  }
}
