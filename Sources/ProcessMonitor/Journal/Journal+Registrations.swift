internal import GRDB
internal import Synchronization

extension Journal {
  /// Writes registrations down; one of the same process and guard takes the other's place and keeps its id.
  ///
  /// - Returns: their ids, in the order given.
  public func add(
    _ registrations: [RegistrationEntry]
  ) async throws(JournalError) -> [RegistrationID] {
    let rows = planCoder.withLock { plans in
      registrations.map { RegistrationRow.values($0, plan: plans.text(of: $0.plan)) }
    }
    return try await committer.commit { db in
      let statement = try db.cachedStatement(sql: RegistrationRow.insertion)
      return try rows.map { row in
        let id = try Int64.fetchOne(statement, arguments: StatementArguments(row))
        guard let id else { throw DatabaseError(message: "no id for a registration") }
        return RegistrationID(rawValue: id)
      }
    }
  }

  /// Removes registrations; those that are not there are no error.
  ///
  /// - Returns: how many were there.
  @discardableResult
  public func withdraw(_ registrations: [RegistrationID]) async throws(JournalError) -> Int {
    if registrations.isEmpty { return 0 }
    return try await committer.commit { db in try Self.remove(registrations, db) }
  }

  /// All registrations, by their ids.
  public func registrations() async throws(JournalError) -> [JournaledRegistration] {
    try await read { db in
      var plans = PlanCoder()
      var all: [JournaledRegistration] = []
      let rows = try Row.fetchCursor(db, sql: "SELECT * FROM registration ORDER BY id")
      while let row = try rows.next() {
        all.append(try RegistrationRow.registration(row, &plans))
      }
      return all
    }
  }

  static func remove(_ registrations: [RegistrationID], _ db: Database) throws -> Int {
    let statement = try db.cachedStatement(sql: "DELETE FROM registration WHERE id = ?")
    var count = 0
    for id in registrations {
      try statement.execute(arguments: [id.rawValue])
      count += db.changesCount
    }
    return count
  }
}
