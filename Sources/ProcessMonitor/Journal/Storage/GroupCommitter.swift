internal import GRDB
internal import Synchronization

/// Commits changes in groups: what gathers while one group is being written is the next.
///
/// Nothing waits when idle. A change checks before it writes: an error of the journal's own that it throws
/// refuses that change alone, one of SQLite's rolls the group back.
final class GroupCommitter: Sendable {
  /// So that one transaction does not grow without limit under load.
  private static let largestGroup = 4_096

  private struct Change: Sendable {
    /// Returns what tells the caller of its success.
    var apply: @Sendable (Database) throws -> @Sendable () -> Void
    var fail: @Sendable (JournalError) -> Void
  }

  private struct Queue {
    var changes: [Change] = []
    var isWriting = false
    var isClosed = false
  }

  private let database: DatabasePool
  private let step: @Sendable (JournalStep) -> Void
  private let queue = Mutex(Queue())

  init(_ database: DatabasePool, step: @escaping @Sendable (JournalStep) -> Void) {
    self.database = database
    self.step = step
  }

  /// Changes that no group has taken yet.
  var waitingCount: Int { queue.withLock { $0.changes.count } }

  /// Whether a group is being written, or is about to be.
  var isWriting: Bool { queue.withLock { $0.isWriting } }

  /// Whether the database is closed, or about to be.
  var isClosed: Bool { queue.withLock { $0.isClosed } }

  /// Refuses what comes from now on; what waits is tried for as long as the database is open.
  func close() { queue.withLock { $0.isClosed = true } }

  /// Returns once the change is on disk.
  func commit<Value: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(JournalError) -> Value {
    let result: Result<Value, JournalError> = await withCheckedContinuation { continuation in
      submit(
        Change(
          apply: { db in
            let value = try body(db)
            return { continuation.resume(returning: .success(value)) }
          },
          fail: { continuation.resume(returning: .failure($0)) }))
    }
    return try result.get()
  }

  private func submit(_ change: Change) {
    let (isRefused, mustStart) = queue.withLock { queue in
      if queue.isClosed { return (true, false) }
      queue.changes.append(change)
      defer { queue.isWriting = true }
      return (false, !queue.isWriting)
    }
    if isRefused { change.fail(.closed) }
    if mustStart { writeNextGroup() }
  }

  private func writeNextGroup() {
    database.asyncWriteWithoutTransaction { db in
      self.write(self.takeGroup(), to: db)
      let isMore = self.queue.withLock { queue in
        queue.isWriting = !queue.changes.isEmpty
        return queue.isWriting
      }
      // A turn of its own, so that others who want to use the connection get theirs.
      if isMore { self.writeNextGroup() }
    }
  }

  private func takeGroup() -> ArraySlice<Change> {
    let group = queue.withLock { queue in
      let group = queue.changes.prefix(Self.largestGroup)
      queue.changes.removeFirst(group.count)
      return group
    }
    step(.taken)
    return group
  }

  private func write(_ group: ArraySlice<Change>, to db: Database) {
    do {
      var answers: [@Sendable () -> Void] = []
      try db.inTransaction(.immediate) {
        step(.begun)
        for change in group {
          do {
            answers.append(try change.apply(db))
          } catch let refusal as JournalError {
            answers.append { change.fail(refusal) }
          }
          step(.applied)
        }
        step(.committing)
        return .commit
      }
      step(.committed)
      for answer in answers { answer() }
      step(.told)
    } catch {
      fail(group, with: isClosed ? .closed : JournalError(error), db)
    }
  }

  private func fail(_ group: ArraySlice<Change>, with error: JournalError, _ db: Database) {
    switch error {
    case .full where group.count > 1, .sqlite where group.count > 1:
      // One may be too large or wrong, and the others not.
      for index in group.indices { write(group[index...index], to: db) }
    default:
      for change in group { change.fail(error) }
    }
  }
}
