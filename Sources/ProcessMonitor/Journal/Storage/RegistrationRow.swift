internal import GRDB
internal import ProcessEvents
internal import ProcessTable

/// A row of `registration`, both ways.
enum RegistrationRow {
  static let insertion = """
    INSERT INTO registration (boot, pid, start_ticks, guard, token, owner, plan, time)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (pid, start_ticks, boot, guard) DO UPDATE SET token = excluded.token,
      owner = excluded.owner, plan = excluded.plan, time = excluded.time
    RETURNING id
    """

  static func values(_ registration: RegistrationEntry, plan: String) -> [DatabaseValue] {
    let process = registration.process
    return [
      process.boot.description.databaseValue, process.process.rawValue.databaseValue,
      Int64(bitPattern: process.startTicks).databaseValue,
      ColumnCoding.column(registration.guardName), ColumnCoding.column(registration.token),
      registration.owner.databaseValue, plan.databaseValue, ColumnCoding.column(registration.time),
    ]
  }

  static func registration(
    _ row: Row, _ plans: inout PlanCoder
  ) throws(JournalError) -> JournaledRegistration {
    JournaledRegistration(
      id: RegistrationID(rawValue: try ColumnCoding.number(row["id"])),
      registration: RegistrationEntry(
        process: try DeathRow.identity(row), guardName: try ColumnCoding.text(row["guard"]),
        token: try ColumnCoding.optionalText(row["token"]),
        owner: try ColumnCoding.number(row["owner"]),
        plan: try plans.plan(of: try ColumnCoding.text(row["plan"])),
        time: try ColumnCoding.number(row["time"])))
  }
}
