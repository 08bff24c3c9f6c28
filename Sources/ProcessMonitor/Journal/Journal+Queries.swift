internal import GRDB

extension Journal {
  /// Deaths that match, the latest first.
  ///
  /// - Parameters:
  ///   - cursor: where the page before ended; nil for the first. What is recorded or removed between two pages makes
  ///     none come twice nor hides one that stays.
  ///   - limit: at most so many, at least 1.
  public func deaths(
    matching query: DeathQuery = DeathQuery(), after cursor: DeathCursor? = nil, limit: Int
  ) async throws(JournalError) -> DeathPage {
    let limit = max(limit, 1)
    return try await read { db in
      var condition = DeathCondition(query)
      if let cursor {
        condition.add(
          "(time, seq) < (?, ?)", cursor.time.databaseValue, cursor.sequence.databaseValue)
      }
      let rows = try Row.fetchAll(
        db,
        sql:
          "SELECT * FROM death WHERE \(condition.sql) ORDER BY time DESC, seq DESC LIMIT \(limit)",
        arguments: StatementArguments(condition.arguments))
      var plans = PlanCoder()
      let deaths = try rows.map { try DeathRow.death($0, &plans) }
      var next: DeathCursor?
      if rows.count == limit, let last = rows.last {
        next = DeathCursor(
          time: try ColumnCoding.number(last["time"]),
          sequence: try ColumnCoding.number(last["seq"]))
      }
      return DeathPage(deaths: deaths, next: next)
    }
  }

  /// How many deaths that match are in each state; states without any are there with 0.
  public func counts(
    matching query: DeathQuery = DeathQuery()
  ) async throws(JournalError) -> [CleanupState: Int] {
    try await read { db in
      let condition = DeathCondition(query)
      var counts = Dictionary(uniqueKeysWithValues: CleanupState.allCases.map { ($0, 0) })
      let rows = try Row.fetchAll(
        db,
        sql: "SELECT state, count(*) AS number FROM death WHERE \(condition.sql) GROUP BY state",
        arguments: StatementArguments(condition.arguments))
      for row in rows {
        counts[try DeathRow.state(row)] = try ColumnCoding.number(row["number"])
      }
      return counts
    }
  }

  /// A death with its attempts; nil where there is none of that id.
  public func death(_ id: DeathID) async throws(JournalError) -> DeathHistory? {
    try await read { db in
      guard
        let row = try Row.fetchOne(
          db, sql: "SELECT * FROM death WHERE id = ?",
          arguments: [ColumnCoding.column(id.rawValue)])
      else { return nil }
      var plans = PlanCoder()
      return DeathHistory(
        death: try DeathRow.death(row, &plans), attempts: try AttemptRow.all(row["seq"], db))
    }
  }
}
