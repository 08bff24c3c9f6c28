internal import GRDB
internal import ProcessEvents
internal import ProcessTable

/// A row of `registration`, both ways.
enum RegistrationRow {
  static let insertion = """
    INSERT OR REPLACE INTO registration (boot, pid, start_ticks, guard, token, owner, name,
      on_death, on_unknown, follows_rule, plan, time)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    """

  static let removal = """
    DELETE FROM registration WHERE pid = ? AND start_ticks = ? AND boot = ? AND guard = ?
    """

  static func values(_ entry: JournaledRegistration, plan: String) -> [DatabaseValue] {
    let registration = entry.registration
    let terms = registration.terms
    return [
      registration.process.boot.description.databaseValue,
      registration.process.process.rawValue.databaseValue,
      Int64(bitPattern: registration.process.startTicks).databaseValue,
      ColumnCoding.column(terms.guardName), ColumnCoding.column(registration.token),
      registration.owner.databaseValue,
      ColumnCoding.column(registration.name.map { String(describing: $0) }),
      ColumnCoding.column(terms.trigger.description), terms.onUnknown.rawValue.databaseValue,
      terms.followsRule.databaseValue, plan.databaseValue, ColumnCoding.column(entry.time),
    ]
  }

  static func key(_ key: RegistrationKey) -> [DatabaseValue] {
    [
      key.process.process.rawValue.databaseValue,
      Int64(bitPattern: key.process.startTicks).databaseValue,
      key.process.boot.description.databaseValue, ColumnCoding.column(key.guardName),
    ]
  }

  static func registration(
    _ row: Row, _ plans: inout PlanCoder
  ) throws(JournalError) -> JournaledRegistration {
    let onDeath = try ColumnCoding.text(row["on_death"])
    let onUnknown = try ColumnCoding.text(row["on_unknown"])
    guard let trigger = GuardTrigger(onDeath),
      let policy = UnknownEndPolicy(rawValue: onUnknown)
    else { throw .corrupt("no guard has \(onDeath) and \(onUnknown)") }
    var terms = GuardTerms(
      guardName: try ColumnCoding.text(row["guard"]), trigger: trigger, onUnknown: policy,
      plan: try plans.plan(of: try ColumnCoding.text(row["plan"])))
    terms.followsRule = try ColumnCoding.number(row["follows_rule"], as: Int.self) != 0
    let registration = Registration(
      process: try DeathRow.identity(row), terms: terms,
      token: try ColumnCoding.optionalText(row["token"]),
      owner: try ColumnCoding.optionalNumber(row["owner"]),
      name: try ColumnCoding.optionalText(row["name"]).map { CommandName($0) })
    return JournaledRegistration(registration, time: try ColumnCoding.number(row["time"]))
  }
}
