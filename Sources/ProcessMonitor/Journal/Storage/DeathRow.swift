internal import GRDB
internal import ProcessEvents
internal import ProcessTable

/// A row of `death`, both ways.
enum DeathRow {
  static let insertion = """
    INSERT INTO death (id, boot, pid, start_ticks, guard, token, owner, name, status, code, signal,
      inferred, time, start_time, plan, allowed, state, due, finished)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO NOTHING
    """

  static func values(_ death: GuardedDeath, plan: String) -> [DatabaseValue] {
    let isReport = death.plan.actions.isEmpty
    let state: CleanupState = isReport ? .reported : .pending
    return [
      ColumnCoding.column(death.id.rawValue), death.process.boot.description.databaseValue,
      death.process.process.rawValue.databaseValue,
      Int64(bitPattern: death.process.startTicks).databaseValue,
      ColumnCoding.column(death.guardName), ColumnCoding.column(death.token),
      death.owner.databaseValue, ColumnCoding.column(death.name),
      death.status?.rawValue.databaseValue ?? .null, death.status?.code.databaseValue ?? .null,
      death.status?.signal?.rawValue.databaseValue ?? .null, death.isInferred.databaseValue,
      ColumnCoding.column(death.time), ColumnCoding.column(death.startTime), plan.databaseValue,
      death.plan.attempts.databaseValue, state.rawValue.databaseValue,
      isReport ? .null : 0.databaseValue,
      isReport ? ColumnCoding.column(death.time) : .null,
    ]
  }

  static func death(_ row: Row, _ plans: inout PlanCoder) throws(JournalError) -> JournaledDeath {
    var death = GuardedDeath(
      process: try identity(row), guardName: try ColumnCoding.text(row["guard"]),
      status: try ColumnCoding.optionalNumber(row["status"]).map { ExitStatus(rawValue: $0) },
      isInferred: try ColumnCoding.number(row["inferred"], as: Int.self) != 0,
      time: try ColumnCoding.number(row["time"]),
      plan: try plans.plan(of: try ColumnCoding.text(row["plan"])))
    death.id = DeathID(rawValue: try ColumnCoding.text(row["id"]))
    death.token = try ColumnCoding.optionalText(row["token"])
    death.owner = try ColumnCoding.optionalNumber(row["owner"])
    death.name = try ColumnCoding.optionalText(row["name"])
    death.startTime = try ColumnCoding.optionalNumber(row["start_time"])
    let retryTime: UInt64? = try ColumnCoding.optionalNumber(row["due"])
    return JournaledDeath(
      death: death, state: try state(row), attempts: try ColumnCoding.number(row["attempts"]),
      failures: try ColumnCoding.number(row["failures"]),
      retryTime: retryTime == 0 ? nil : retryTime,
      finishTime: try ColumnCoding.optionalNumber(row["finished"]))
  }

  static func state(_ row: Row) throws(JournalError) -> CleanupState {
    let text = try ColumnCoding.text(row["state"])
    guard let state = CleanupState(rawValue: text) else { throw .corrupt("no state is \(text)") }
    return state
  }

  static func identity(_ row: Row) throws(JournalError) -> ProcessIdentity {
    let text = try ColumnCoding.text(row["boot"])
    guard let boot = BootID(text) else { throw .corrupt("no boot is \(text)") }
    return ProcessIdentity(
      boot: boot, process: ProcessID(try ColumnCoding.number(row["pid"])),
      startTicks: UInt64(bitPattern: try ColumnCoding.number(row["start_ticks"])))
  }
}
