/// The moments at which a crash could do harm; tests crash at each of them.
package enum JournalStep: Int, Sendable, CaseIterable {
  /// The lock is held, the file is not open.
  case locked
  /// The file is open; its schema may be old or absent.
  case opened
  /// The schema is this version's.
  case migrated
  /// What was in progress is runnable again.
  case recovered
  /// A group of changes has left the queue.
  case taken
  /// Its transaction has begun.
  case begun
  /// One of its changes is in the transaction.
  case applied
  /// All are, and nothing is on disk.
  case committing
  /// All are on disk, and nobody has been told.
  case committed
  /// All have been told.
  case told
}
