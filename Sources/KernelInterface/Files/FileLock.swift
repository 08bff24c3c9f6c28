internal import CLinux

/// A lock that one open file holds and no other, until it is closed or its process ends in whatever way.
///
/// C: `flock(fd, LOCK_EX | LOCK_NB)`. It does not outlive an exec.
package struct FileLock: ~Copyable, Sendable {
  private let file: OwnedDescriptor

  /// Takes the lock, and makes the file if there is none; never waits.
  ///
  /// - Throws: `EWOULDBLOCK` where another holds it.
  package init(path: String) throws(SystemCallError) {
    let file = try OwnedDescriptor.open(path, flags: O_RDWR | O_CREAT, mode: 0o600)
    let descriptor = file.rawValue
    try systemCall("flock \(path)") { flock(descriptor, LOCK_EX | LOCK_NB) }
    self.file = file
  }
}
