internal import CLinux

/// Files of Unix sockets, and the folders that they are in.
package enum SocketFile {
  /// Whether a server listens there.
  ///
  /// - Parameter byPackets: whether it would listen for datagrams rather than for a stream.
  /// - Returns: false where there is nothing, or a socket that nobody listens at any more.
  /// - Throws: why that cannot be found out, such as a file that is no socket.
  package static func isServed(
    _ path: String, byPackets: Bool = false
  ) throws(SystemCallError) -> Bool {
    do {
      if byPackets {
        _ = try PacketSocket(connectingTo: path)
      } else {
        _ = try StreamSocket(connectingTo: .local(path: path))
      }
      return true
    } catch {
      switch error.errno.rawValue {
      // One that listens for the other kind is served as well.
      case EAGAIN, EPROTOTYPE: return true
      case ENOENT: return false
      // A file that is no socket refuses as well.
      case ECONNREFUSED:
        if try isSocket(path) { return false }
        throw error
      default: throw error
      }
    }
  }

  private static func isSocket(_ path: String) throws(SystemCallError) -> Bool {
    var status = stat()
    try systemCall("lstat \(path)") { unsafe lstat(path, &status) }
    return status.st_mode & UInt32(S_IFMT) == UInt32(S_IFSOCK)
  }

  /// Makes a folder where there is none; those above it are there.
  package static func makeFolder(_ path: String, mode: UInt32) throws(SystemCallError) {
    do {
      try systemCall("mkdir \(path)") { unsafe mkdir(path, mode) }
    } catch {
      if error.errno.rawValue == EEXIST { return }
      throw error
    }
    // The mask of new files does not count.
    try setMode(path, mode)
  }

  package static func setMode(_ path: String, _ mode: UInt32) throws(SystemCallError) {
    try systemCall("chmod \(path)") { unsafe chmod(path, mode) }
  }

  /// Gives it to a group; its user stays.
  package static func setGroup(_ path: String, _ group: UInt32) throws(SystemCallError) {
    try systemCall("chown \(path)") { unsafe chown(path, uid_t.max, group) }
  }
}
