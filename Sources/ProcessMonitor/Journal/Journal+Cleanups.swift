internal import GRDB

extension Journal {
  /// The deaths whose clean-up may begin: first those that had no attempt, then by when they are due.
  ///
  /// Where the clock has been set back to before a pause began, the pause is over.
  /// - Parameter guards: those whose deaths are left out, since they have no room for another.
  public func nextRunnable(
    at time: UInt64, limit: Int, excluding guards: Set<String> = []
  ) async throws(JournalError) -> [JournaledDeath] {
    let excluded = guards.map { ColumnCoding.column($0) }
    let marks = excluded.indices.map { "?\($0 + 3)" }.joined(separator: ", ")
    return try await read { db in
      let statement = try db.makeStatement(
        sql: """
          SELECT * FROM death WHERE seq IN (
            SELECT seq FROM death WHERE due IS NOT NULL AND (due <= ?1 OR waits_since > ?1)
              AND guard NOT IN (\(marks)) ORDER BY due, seq LIMIT ?2)
          ORDER BY due, seq
          """)
      let arguments = [ColumnCoding.column(time), limit.databaseValue] + excluded
      let rows = try Row.fetchCursor(statement, arguments: StatementArguments(arguments))
      return try Self.deaths(rows)
    }
  }

  /// The first of a guard's deaths whose clean-up is not finished, in the order in which they were recorded, if it
  /// may begin; nil also where it may not, so that none overtakes it.
  public func nextInOrder(
    of guardName: String, at time: UInt64
  ) async throws(JournalError) -> JournaledDeath? {
    try await read { db in
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT * FROM (
            SELECT * FROM death WHERE guard = ? AND finished IS NULL ORDER BY seq LIMIT 1)
          WHERE due IS NOT NULL AND (due <= ? OR waits_since > ?)
          """,
        arguments: [
          ColumnCoding.column(guardName), ColumnCoding.column(time), ColumnCoding.column(time),
        ])
      return try Self.deaths(rows).first
    }
  }

  /// Lets clean-ups that may begin wait until then, in nanoseconds since 1970.
  public func postpone(_ times: [DeathID: UInt64], at time: UInt64) async throws(JournalError) {
    try await committer.commit { db in
      let statement = try db.cachedStatement(
        sql: "UPDATE death SET due = ?, waits_since = ? WHERE id = ? AND due IS NOT NULL")
      for (id, due) in times {
        try statement.execute(
          arguments: [
            ColumnCoding.column(due), ColumnCoding.column(time), ColumnCoding.column(id.rawValue),
          ])
      }
    }
  }

  /// When the next pause after an attempt ends; nil where none does later.
  public func nextRetry(after time: UInt64) async throws(JournalError) -> UInt64? {
    try await read { db in
      try Int64.fetchOne(
        db, sql: "SELECT min(due) FROM death WHERE due > ?", arguments: [ColumnCoding.column(time)]
      ).map { UInt64($0) }
    }
  }

  /// Begins an attempt; only when this has returned may the clean-up be started.
  ///
  /// - Returns: its number, from 1 and higher than that of any before.
  /// - Throws: `state` where the clean-up is in progress, done or given up.
  public func begin(_ id: DeathID, at time: UInt64) async throws(JournalError) -> Int {
    try await committer.commit { db in try Self.begin(id, at: time, db) }
  }

  /// Begins attempts at the clean-ups of several deaths, as ``begin(_:at:)`` does, or none.
  ///
  /// - Returns: their numbers; without those whose clean-up may not begin.
  public func begin(
    _ ids: [DeathID], at time: UInt64
  ) async throws(JournalError) -> [DeathID: Int] {
    try await committer.commit { db in
      var numbers: [DeathID: Int] = [:]
      for id in ids {
        do {
          numbers[id] = try Self.begin(id, at: time, db)
        } catch let error as JournalError where error.isAboutOneDeath {
          continue
        }
      }
      return numbers
    }
  }

  private static func begin(_ id: DeathID, at time: UInt64, _ db: Database) throws -> Int {
    let row = try Self.row(id, db)
    let state = try DeathRow.state(row)
    guard state == .pending || state == .partialCleanup else {
      throw JournalError.state(id, state)
    }
    let number = try ColumnCoding.number(row["attempts"], as: Int.self) + 1
    let sequence: Int64 = row["seq"]
    try db.cachedStatement(
      sql:
        "UPDATE death SET state = ?, attempts = ?, due = NULL, waits_since = NULL WHERE seq = ?"
    ).execute(arguments: [CleanupState.inProgress.rawValue, number, sequence])
    try db.cachedStatement(sql: "INSERT INTO attempt (death, number, began) VALUES (?, ?, ?)")
      .execute(arguments: [sequence, number, ColumnCoding.column(time)])
    return number
  }

  /// Ends the attempt in progress; the same once more, as after an error, changes nothing.
  ///
  /// - Parameters:
  ///   - attempt: the number that ``begin(_:at:)`` gave.
  ///   - retryTime: when another may begin if this one failed; nil gives up at once.
  /// - Returns: where the clean-up stands now: given up also when as many attempts failed as the plan allows.
  /// - Throws: `attempt` where that one is not in progress, and did not end so.
  @discardableResult
  public func finish(
    _ id: DeathID, attempt: Int, _ outcome: CleanupOutcome, at time: UInt64,
    retryAt retryTime: UInt64?
  ) async throws(JournalError) -> CleanupState {
    try await committer.commit { db in
      try Self.finish(id, attempt: attempt, outcome, at: time, retryAt: retryTime, db)
    }
  }

  /// Ends the attempts in progress at the clean-ups of several deaths, as
  /// ``finish(_:attempt:_:at:retryAt:)`` does, or none.
  ///
  /// - Returns: where they stand now; without those whose attempt is not in progress and did not end so.
  public func finish(
    _ attempts: [DeathID: Int], _ outcome: CleanupOutcome, at time: UInt64,
    retryAt retryTime: UInt64?
  ) async throws(JournalError) -> [DeathID: CleanupState] {
    try await committer.commit { db in
      var states: [DeathID: CleanupState] = [:]
      for (id, number) in attempts {
        do {
          states[id] = try Self.finish(
            id, attempt: number, outcome, at: time, retryAt: retryTime, db)
        } catch let error as JournalError where error.isAboutOneDeath {
          continue
        }
      }
      return states
    }
  }

  private static func finish(
    _ id: DeathID, attempt: Int, _ outcome: CleanupOutcome, at time: UInt64,
    retryAt retryTime: UInt64?, _ db: Database
  ) throws -> CleanupState {
    let row = try Self.row(id, db)
    let state = try DeathRow.state(row)
    let last = try ColumnCoding.number(row["attempts"], as: Int.self)
    let sequence: Int64 = row["seq"]
    guard last == attempt, state == .inProgress else {
      if last == attempt, try Self.ended(sequence, attempt, with: outcome, db) { return state }
      throw JournalError.attempt(id, number: attempt)
    }
    let failures =
      try ColumnCoding.number(row["failures"], as: Int.self) + (outcome.succeeded ? 0 : 1)
    let allowed = try ColumnCoding.number(row["allowed"], as: Int.self)
    let next = Self.state(
      after: outcome, failures: failures, of: allowed, retryAt: retryTime)
    try AttemptRow.end(sequence, attempt, outcome, at: time, db)
    let isFinished = next != .partialCleanup
    try db.cachedStatement(
      sql:
        "UPDATE death SET state = ?, failures = ?, due = ?, waits_since = ?, finished = ? WHERE seq = ?"
    ).execute(
      arguments: [
        next.rawValue, failures, isFinished ? .null : ColumnCoding.column(retryTime),
        isFinished ? .null : ColumnCoding.column(time),
        isFinished ? ColumnCoding.column(time) : .null, sequence,
      ])
    return next
  }

  /// Lets a clean-up that was given up, or waits, begin at once, with all the attempts that its plan allows.
  ///
  /// - Throws: `state` where it is in any other.
  public func retry(_ id: DeathID) async throws(JournalError) {
    try await committer.commit { db in
      let row = try Self.row(id, db)
      let state = try DeathRow.state(row)
      guard state == .gaveUp || state == .partialCleanup else {
        throw JournalError.state(id, state)
      }
      try db.cachedStatement(
        sql: """
          UPDATE death SET state = ?, failures = 0, due = 0, waits_since = NULL, finished = NULL
          WHERE id = ?
          """
      ).execute(arguments: [CleanupState.partialCleanup.rawValue, ColumnCoding.column(id.rawValue)])
    }
  }

  private static func state(
    after outcome: CleanupOutcome, failures: Int, of allowed: Int, retryAt time: UInt64?
  ) -> CleanupState {
    if outcome.succeeded { return .resourcesFreed }
    return time == nil || failures >= allowed ? .gaveUp : .partialCleanup
  }

  private static func ended(
    _ sequence: Int64, _ number: Int, with outcome: CleanupOutcome, _ db: Database
  ) throws -> Bool {
    try AttemptRow.all(sequence, db).last { $0.number == number }?.outcome
      == AttemptRow.stored(outcome)
  }

  static func row(_ id: DeathID, _ db: Database) throws -> Row {
    let statement = try db.cachedStatement(sql: "SELECT * FROM death WHERE id = ?")
    guard let row = try Row.fetchOne(statement, arguments: [ColumnCoding.column(id.rawValue)])
    else { throw JournalError.unknownDeath(id) }
    return row
  }

  static func deaths(_ rows: RowCursor) throws -> [JournaledDeath] {
    var plans = PlanCoder()
    var deaths: [JournaledDeath] = []
    while let row = try rows.next() { deaths.append(try DeathRow.death(row, &plans)) }
    return deaths
  }
}
