internal import KernelInterface
internal import Synchronization

/// What keeps a second daemon away from a journal, until it is released or this process ends.
final class JournalLock: Sendable {
  /// How often, and with which pause in milliseconds, it is tried while another holds it.
  ///
  /// A command that a daemon was just starting when it was killed has the lock as well, until it is executed.
  private static let (tries, pause) = (50, UInt32(10))

  private let lock: Mutex<FileLock?>

  /// A file of its own: closing any descriptor of the database's would drop SQLite's locks on it.
  init(for path: String) throws(JournalError) {
    for attempt in 1...Self.tries {
      do {
        lock = Mutex(try FileLock(path: path + "-lock"))
        return
      } catch  where error.errno == .wouldBlock {
        if attempt < Self.tries { ProcessActions.sleep(milliseconds: Self.pause) }
      } catch {
        throw JournalError(error)
      }
    }
    throw .lockedByAnother(path: path)
  }

  func release() { lock.withLock { $0 = nil } }
}
