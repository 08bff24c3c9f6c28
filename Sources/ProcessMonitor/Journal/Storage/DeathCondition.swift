internal import GRDB
internal import ProcessEvents

/// A query's condition in SQL.
struct DeathCondition {
  private var terms: [String] = []
  private(set) var arguments: [DatabaseValue] = []

  init(_ query: DeathQuery) {
    if let since = query.since { add("time >= ?", ColumnCoding.column(since)) }
    if let until = query.until { add("time < ?", ColumnCoding.column(until)) }
    if let name = query.name { add("name = ?", ColumnCoding.column(name)) }
    if let guardName = query.guardName { add("guard = ?", ColumnCoding.column(guardName)) }
    if let owner = query.owner { add("owner = ?", owner.databaseValue) }
    switch query.cause {
    case .code(let code): add("code = ?", code.databaseValue)
    case .signal(let signal): add("signal = ?", signal.rawValue.databaseValue)
    case .unknown: add("status IS NULL")
    case nil: break
    }
    if !query.states.isEmpty {
      add(
        "state IN (\(databaseQuestionMarks(count: query.states.count)))",
        query.states.map(\.rawValue).sorted().map(\.databaseValue))
    }
  }

  var sql: String { terms.isEmpty ? "1" : terms.joined(separator: " AND ") }

  mutating func add(_ term: String, _ values: DatabaseValue...) { add(term, values) }

  private mutating func add(_ term: String, _ values: [DatabaseValue]) {
    terms.append(term)
    arguments += values
  }
}
