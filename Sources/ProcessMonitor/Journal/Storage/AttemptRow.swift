internal import GRDB

/// A row of `attempt`.
enum AttemptRow {
  /// The end of an output that is kept, in bytes.
  private static let longestOutput = 4_096

  static func end(
    _ death: Int64, _ number: Int, _ outcome: CleanupOutcome, at time: UInt64, _ db: Database
  ) throws {
    let outcome = stored(outcome)
    try db.cachedStatement(
      sql: """
        UPDATE attempt SET ended = ?, succeeded = ?, status = ?, problem = ?, output = ?
        WHERE death = ? AND number = ?
        """
    ).execute(
      arguments: [
        ColumnCoding.column(time), outcome.succeeded, outcome.status,
        ColumnCoding.column(outcome.problem), ColumnCoding.column(outcome.outputTail), death,
        number,
      ])
  }

  /// What is kept of an outcome: no more of its output than was promised.
  static func stored(_ outcome: CleanupOutcome) -> CleanupOutcome {
    guard outcome.outputTail.utf8.count > longestOutput else { return outcome }
    var tail = outcome.outputTail.utf8.suffix(longestOutput)
    // Not from within a character.
    while let first = tail.first, first & 0xC0 == 0x80 { tail.removeFirst() }
    var stored = outcome
    stored.outputTail = String(Substring(tail))
    return stored
  }

  static func all(_ death: Int64, _ db: Database) throws -> [JournaledAttempt] {
    let statement = try db.cachedStatement(
      sql: "SELECT * FROM attempt WHERE death = ? ORDER BY number")
    let rows = try Row.fetchAll(statement, arguments: [death])
    return try rows.map { row in
      let endTime: UInt64? = try ColumnCoding.optionalNumber(row["ended"])
      return JournaledAttempt(
        number: try ColumnCoding.number(row["number"]),
        beginTime: try ColumnCoding.number(row["began"]), endTime: endTime,
        outcome: endTime == nil ? nil : try outcome(row),
        wasInterrupted: try ColumnCoding.number(row["interrupted"], as: Int.self) != 0)
    }
  }

  private static func outcome(_ row: Row) throws(JournalError) -> CleanupOutcome {
    CleanupOutcome(
      succeeded: try ColumnCoding.number(row["succeeded"], as: Int.self) != 0,
      status: try ColumnCoding.optionalNumber(row["status"]),
      problem: try ColumnCoding.optionalText(row["problem"]),
      outputTail: try ColumnCoding.text(row["output"]))
  }
}
