internal import GRDB

/// The tables, and how those of earlier versions become them.
///
/// A migration that was released never changes; a test compares each version's with its fixture.
enum JournalSchema {
  /// `pmon` in ASCII, in the file's header: what tells a journal from another program's database.
  static let applicationID: Int32 = 0x706D_6F6E

  static let migrator: DatabaseMigrator = {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { db in try db.execute(sql: version1) }
    migrator.registerMigration("2") { db in try db.execute(sql: version2) }
    migrator.registerMigration("3") { db in try db.execute(sql: version3) }
    return migrator
  }()

  private static let version1 = """
    PRAGMA application_id = \(applicationID);
    -- Times are nanoseconds since 1970, UTC.
    CREATE TABLE death (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      boot TEXT NOT NULL,
      pid INTEGER NOT NULL,
      start_ticks INTEGER NOT NULL,
      guard TEXT NOT NULL,
      token TEXT,
      owner INTEGER,
      name TEXT,
      status INTEGER,
      code INTEGER,
      signal INTEGER,
      inferred INTEGER NOT NULL,
      time INTEGER NOT NULL,
      start_time INTEGER,
      plan TEXT NOT NULL,
      -- The plan's attempts, so that the end of one need not read the plan.
      allowed INTEGER NOT NULL,
      state TEXT NOT NULL,
      attempts INTEGER NOT NULL DEFAULT 0,
      failures INTEGER NOT NULL DEFAULT 0,
      -- When the next attempt may begin; 0 is at once, NULL where none is to begin.
      due INTEGER,
      -- When the waiting for it began: a clock that shows less has been set back.
      waits_since INTEGER,
      finished INTEGER
    );
    CREATE INDEX death_time ON death(time, seq);
    CREATE INDEX death_name ON death(name, time, seq);
    CREATE INDEX death_guard ON death(guard, time, seq);
    CREATE INDEX death_owner ON death(owner, time, seq);
    CREATE INDEX death_state ON death(state, time, seq);
    CREATE INDEX death_due ON death(due, seq, guard, waits_since) WHERE due IS NOT NULL;
    CREATE INDEX death_finished ON death(finished) WHERE finished IS NOT NULL;
    CREATE TABLE attempt (
      death INTEGER NOT NULL REFERENCES death(seq) ON DELETE CASCADE,
      number INTEGER NOT NULL,
      began INTEGER NOT NULL,
      ended INTEGER,
      interrupted INTEGER NOT NULL DEFAULT 0,
      succeeded INTEGER,
      status INTEGER,
      problem TEXT,
      output TEXT,
      PRIMARY KEY (death, number)
    ) WITHOUT ROWID;
    CREATE TABLE registration (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      boot TEXT NOT NULL,
      pid INTEGER NOT NULL,
      start_ticks INTEGER NOT NULL,
      guard TEXT NOT NULL,
      token TEXT,
      owner INTEGER NOT NULL,
      plan TEXT NOT NULL,
      time INTEGER NOT NULL,
      UNIQUE (pid, start_ticks, boot, guard)
    );
    """

  /// Registrations have terms of their own, and are named by process and guard.
  private static let version2 = """
    CREATE TABLE registration2 (
      boot TEXT NOT NULL,
      pid INTEGER NOT NULL,
      start_ticks INTEGER NOT NULL,
      guard TEXT NOT NULL,
      token TEXT,
      owner INTEGER,
      name TEXT,
      on_death TEXT NOT NULL,
      on_unknown TEXT NOT NULL,
      follows_rule INTEGER NOT NULL,
      plan TEXT NOT NULL,
      time INTEGER NOT NULL,
      PRIMARY KEY (pid, start_ticks, boot, guard)
    ) WITHOUT ROWID;
    INSERT INTO registration2 SELECT boot, pid, start_ticks, guard, token, owner, NULL, 'abnormal',
      'clean', 0, plan, time FROM registration;
    DROP TABLE registration;
    ALTER TABLE registration2 RENAME TO registration;
    CREATE INDEX death_unfinished ON death(guard, seq) WHERE finished IS NULL;
    """

  /// Whether the daemon that has it, or had it last, has ended in order.
  private static let version3 = """
    CREATE TABLE daemon (
      only INTEGER PRIMARY KEY CHECK (only = 1),
      has_ended INTEGER NOT NULL
    );
    """
}
