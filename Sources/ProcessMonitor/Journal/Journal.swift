internal import GRDB
internal import KernelInterface
internal import Synchronization

/// The book of guarded deaths, of what was done about them, and of the processes registered with guards.
///
/// A SQLite database in WAL mode with `synchronous = FULL`. A call that changes something returns once the change is
/// on disk; calls that come meanwhile share the next commit. An error means that nothing of that call was kept.
///
/// Times are the caller's wall clock, in nanoseconds since 1970.
public final class Journal: Sendable {
  public let path: String
  /// How many attempts were in progress when the daemon before this one ended.
  public let interruptedAttempts: Int
  /// How the daemon before this one ended.
  public let predecessor: JournalPredecessor
  let database: DatabasePool
  let committer: GroupCommitter
  /// Most of what is recorded has a plan that something before had.
  let planCoder = Mutex(PlanCoder())
  private let lock: JournalLock

  /// Opens the file, makes it where there is none, and brings an older version's schema up to date.
  ///
  /// Clean-ups that were in progress become runnable again. Blocks, in proportion to the file's size, since it
  /// is checked.
  /// - Throws: `lockedByAnother` while another daemon has it open; `newerVersion`, `foreign` and `corrupt` leave the
  ///   file as it is.
  public convenience init(path: String) throws(JournalError) {
    try self.init(path: path, step: { _ in })
  }

  /// - Parameter step: called on the way, by whichever thread is there.
  package init(
    path: String, step: @escaping @Sendable (JournalStep) -> Void
  ) throws(JournalError) {
    self.path = path
    lock = try JournalLock(for: path)
    step(.locked)
    do {
      // It holds tokens and arguments; SQLite would let all read it. What SQLite puts beside it gets its mode.
      try Files.createPrivate(path)
      database = try DatabasePool(path: path, configuration: Self.configuration(path: path))
      let migrator = JournalSchema.migrator
      try database.writeWithoutTransaction { db in
        // GRDB chooses NORMAL, which may lose the last commits when the machine goes down.
        try db.execute(sql: "PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 16777216")
        step(.opened)
      }
      try migrator.migrate(database)
      step(.migrated)
      (interruptedAttempts, predecessor) = try database.write { db in
        (try Self.recover(db), try Self.succeed(db))
      }
      step(.recovered)
    } catch {
      throw JournalError(error)
    }
    committer = GroupCommitter(database, step: step)
  }

  /// Notes that the daemon ends as it was told to, and has registered all that lived and matched.
  public func noteEnd() async throws(JournalError) {
    try await committer.commit { db in try db.execute(sql: "UPDATE daemon SET has_ended = 1") }
  }

  /// Ends the use of the file and lets others open it; what still waits for its commit fails.
  public func close() throws(JournalError) {
    committer.close()
    do {
      // GRDB closes the connection that may write first, so that SQLite does not do it by itself: what is in the
      // write-ahead log has to reach the file, as people copy that alone.
      _ = try? database.writeWithoutTransaction { try $0.checkpoint(.truncate) }
      try database.close()
    } catch {
      throw JournalError(error)
    }
    lock.release()
  }

  /// Reads what was committed before.
  func read<Value: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(JournalError) -> Value {
    let committer = committer
    let result: Result<Value, JournalError> = await withCheckedContinuation { continuation in
      database.asyncRead { database in
        do {
          continuation.resume(returning: .success(try body(database.get())))
        } catch {
          let error = committer.isClosed ? .closed : JournalError(error)
          continuation.resume(returning: .failure(error))
        }
      }
    }
    return try result.get()
  }

  private static func configuration(path: String) -> Configuration {
    var configuration = Configuration()
    configuration.label = "pmon.journal"
    configuration.busyMode = .timeout(5)
    // So that slow queries of some do not keep the clean-ups from being found.
    configuration.maximumReaderCount = 5
    let isFirst = FirstTime()
    // The first connection is the one that writes; nothing is written before.
    configuration.prepareDatabase { db in
      if isFirst.take() { try JournalCheck.check(db, path: path) }
    }
    return configuration
  }

  /// What is in progress although nobody is there was interrupted; how far it got is not known.
  private static func recover(_ db: Database) throws -> Int {
    try db.execute(
      sql: """
        UPDATE attempt SET interrupted = 1 WHERE (death, number) IN
          (SELECT seq, attempts FROM death WHERE state = :progress)
        """, arguments: ["progress": CleanupState.inProgress.rawValue])
    let count = db.changesCount
    try db.execute(
      sql: "UPDATE death SET state = :partial, due = 0 WHERE state = :progress",
      arguments: [
        "partial": CleanupState.partialCleanup.rawValue,
        "progress": CleanupState.inProgress.rawValue,
      ])
    // A registration that was added while its process's death was being stored.
    try db.execute(
      sql: """
        DELETE FROM registration AS r WHERE EXISTS (SELECT 1 FROM death
          WHERE id = r.boot || '/' || r.pid || '/' || r.start_ticks || '/' || r.guard)
        """)
    return count
  }

  /// Takes the place of the daemon before.
  private static func succeed(_ db: Database) throws -> JournalPredecessor {
    guard let hasEnded = try Bool.fetchOne(db, sql: "SELECT has_ended FROM daemon") else {
      try db.execute(sql: "INSERT INTO daemon VALUES (1, 0)")
      // Files of earlier versions do not tell.
      let isUsed = try Bool.fetchOne(
        db, sql: "SELECT EXISTS (SELECT * FROM death) OR EXISTS (SELECT * FROM registration)")
      return isUsed == true ? .interrupted : .none
    }
    // What is so already needs no room on the disk.
    if hasEnded { try db.execute(sql: "UPDATE daemon SET has_ended = 0") }
    return hasEnded ? .ended : .interrupted
  }
}
