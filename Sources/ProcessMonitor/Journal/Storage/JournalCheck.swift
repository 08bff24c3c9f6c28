internal import GRDB

/// What is looked at before anything is written to a file.
enum JournalCheck {
  /// Refuses another program's file, a later version's and one that is damaged.
  static func check(_ db: Database, path: String) throws {
    let id = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
    if id == JournalSchema.applicationID {
      let migrator = JournalSchema.migrator
      if try migrator.hasBeenSuperseded(db) {
        throw JournalError.newerVersion(try migrator.appliedIdentifiers(db).sorted())
      }
      try refuseDamage(db)
    } else if id == 0, try tableCount(db) == 0 {
      // It can only be chosen before the first page is written.
      try db.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
    } else {
      throw JournalError.foreign(path: path)
    }
  }

  /// Without those that the migrator makes before it begins, in a transaction of its own.
  private static func tableCount(_ db: Database) throws -> Int? {
    try Int.fetchOne(
      db, sql: "SELECT count(*) FROM sqlite_master WHERE tbl_name NOT LIKE 'grdb%'")
  }

  private static func refuseDamage(_ db: Database) throws {
    do {
      if let problem = try String.fetchOne(db, sql: "PRAGMA quick_check(1)"), problem != "ok" {
        throw JournalError.corrupt(problem)
      }
      // After the last number there is SQLite would say that the disk is full.
      let last = try Int64.fetchOne(
        db,
        sql: """
          SELECT max(seq) FROM (SELECT max(seq) AS seq FROM death
            UNION ALL SELECT seq FROM sqlite_sequence WHERE name = 'death')
          """)
      if let last, last < 0 || last > Int64.max / 2 {
        throw JournalError.corrupt("the last number of a death is \(last)")
      }
    } catch let error as DatabaseError where error.resultCode == .SQLITE_FULL {
      // Nothing was written: a page is asked for that no file could have.
      throw JournalError.corrupt("a page number is out of range")
    }
  }
}
