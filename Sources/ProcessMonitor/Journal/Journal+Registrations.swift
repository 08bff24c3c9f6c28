internal import GRDB
internal import ProcessEvents
internal import ProcessTable
internal import Synchronization

extension Journal {
  /// Writes registrations down; one of the same process and guard takes the other's place.
  public func add(_ registrations: [JournaledRegistration]) async throws(JournalError) {
    if registrations.isEmpty { return }
    let rows = planCoder.withLock { plans in
      registrations.map {
        RegistrationRow.values($0, plan: plans.text(of: $0.registration.terms.plan))
      }
    }
    try await committer.commit { db in
      let statement = try db.cachedStatement(sql: RegistrationRow.insertion)
      for row in rows { try statement.execute(arguments: StatementArguments(row)) }
    }
  }

  /// All registrations of a file that cannot be opened for writing, as on a full disk.
  ///
  /// - Returns: nil where it cannot be read either.
  static func registrationsReadingOnly(_ path: String) -> [JournaledRegistration]? {
    var configuration = Configuration()
    configuration.label = "pmon.journal.reading"
    configuration.readonly = true
    configuration.busyMode = .timeout(5)
    let read: (Database) throws -> [JournaledRegistration] = { db in
      try Self.registrations(try Row.fetchCursor(db, sql: Self.allRegistrations))
    }
    return try? DatabaseQueue(path: path, configuration: configuration).read(read)
  }

  private static let allRegistrations =
    "SELECT * FROM registration ORDER BY pid, start_ticks, boot, guard"

  /// Removes registrations; those that are not there are no error.
  ///
  /// - Returns: how many were there.
  @discardableResult
  public func withdraw(_ registrations: [RegistrationKey]) async throws(JournalError) -> Int {
    if registrations.isEmpty { return 0 }
    return try await committer.commit { db in try Self.remove(registrations, db) }
  }

  /// All registrations, by their processes' ids.
  public func registrations() async throws(JournalError) -> [JournaledRegistration] {
    try await read { db in
      try Self.registrations(try Row.fetchCursor(db, sql: Self.allRegistrations))
    }
  }

  /// Registrations that match, by their processes' ids.
  ///
  /// - Parameters:
  ///   - key: after which to begin; nil for the first page.
  ///   - limit: at most so many, at least 1.
  public func registrations(
    matching query: RegistrationQuery, after key: RegistrationKey? = nil, limit: Int
  ) async throws(JournalError) -> RegistrationPage {
    let limit = max(limit, 1)
    return try await read { db in
      var terms = ["1"]
      var arguments: [DatabaseValue] = []
      if let process = query.process {
        terms.append("pid = ?")
        arguments.append(process.rawValue.databaseValue)
      }
      if let name = query.guardName {
        terms.append("guard = ?")
        arguments.append(ColumnCoding.column(name))
      }
      if let owner = query.owner {
        terms.append("owner = ?")
        arguments.append(owner.databaseValue)
      }
      if let key {
        terms.append("(pid, start_ticks, boot, guard) > (?, ?, ?, ?)")
        arguments += RegistrationRow.key(key)
      }
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT * FROM registration WHERE \(terms.joined(separator: " AND "))
          ORDER BY pid, start_ticks, boot, guard LIMIT \(limit)
          """, arguments: StatementArguments(arguments))
      let registrations = try Self.registrations(rows)
      return RegistrationPage(
        registrations: registrations,
        next: registrations.count == limit ? registrations.last?.key : nil)
    }
  }

  /// One registration; nil where there is none.
  public func registration(
    _ key: RegistrationKey
  ) async throws(JournalError) -> JournaledRegistration? {
    try await read { db in
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT * FROM registration
          WHERE pid = ? AND start_ticks = ? AND boot = ? AND guard = ?
          """, arguments: StatementArguments(RegistrationRow.key(key)))
      return try Self.registrations(rows).first
    }
  }

  static func remove(_ registrations: [RegistrationKey], _ db: Database) throws -> Int {
    let statement = try db.cachedStatement(sql: RegistrationRow.removal)
    var count = 0
    for key in registrations {
      try statement.execute(arguments: StatementArguments(RegistrationRow.key(key)))
      count += db.changesCount
    }
    return count
  }

  private static func registrations(_ rows: RowCursor) throws -> [JournaledRegistration] {
    var plans = PlanCoder()
    var registrations: [JournaledRegistration] = []
    while let row = try rows.next() {
      registrations.append(try RegistrationRow.registration(row, &plans))
    }
    return registrations
  }
}
