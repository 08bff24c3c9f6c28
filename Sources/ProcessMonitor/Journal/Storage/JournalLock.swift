internal import KernelInterface
internal import Synchronization

/// What keeps a second daemon away from a journal, until it is released or this process ends.
final class JournalLock: Sendable {
  private let lock: Mutex<FileLock?>

  /// A file of its own: closing any descriptor of the database's would drop SQLite's locks on it.
  init(for path: String) throws(JournalError) {
    do {
      lock = Mutex(try FileLock(path: path + "-lock"))
    } catch {
      throw error.errno == .wouldBlock ? .lockedByAnother(path: path) : .io("\(error)")
    }
  }

  func release() { lock.withLock { $0 = nil } }
}
