internal import CLinux

/// Files of Unix sockets, and the folders that they are in.
package enum SocketFile {
  /// Whether a server listens there.
  ///
  /// - Returns: false where there is nothing, or a socket that nobody listens at any more.
  /// - Throws: why that cannot be found out, such as a file that is no socket.
  package static func isServed(_ path: String) throws(SystemCallError) -> Bool {
    do {
      _ = try StreamSocket(connectingTo: .local(path: path))
      return true
    } catch {
      switch error.errno.rawValue {
      case EAGAIN: return true
      case ENOENT, ECONNREFUSED where try isSocketOrMissing(path): return false
      default: throw error
      }
    }
  }

  private static func isSocketOrMissing(_ path: String) throws(SystemCallError) -> Bool {
    var status = stat()
    do {
      try systemCall("lstat \(path)") { unsafe lstat(path, &status) }
    } catch {
      if error.errno.rawValue == ENOENT { return true }
      throw error
    }
    return status.st_mode & S_IFMT == S_IFSOCK
  }

  /// Makes a folder where there is none; those above it are there.
  package static func makeFolder(_ path: String, mode: UInt32) throws(SystemCallError) {
    do {
      try systemCall("mkdir \(path)") { mkdir(path, mode) }
    } catch {
      if error.errno.rawValue == EEXIST { return }
      throw error
    }
    // The mask of new files does not count.
    try setMode(path, mode)
  }

  package static func setMode(_ path: String, _ mode: UInt32) throws(SystemCallError) {
    try systemCall("chmod \(path)") { chmod(path, mode) }
  }
}
