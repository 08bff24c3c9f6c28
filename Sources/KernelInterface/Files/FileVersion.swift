internal import CLinux

/// What differs between a file and what it was before it was changed or replaced.
package struct FileVersion: Hashable, Sendable {
  private var device: UInt64
  private var inode: UInt64
  private var size: Int64
  private var seconds: Int64
  private var nanoseconds: Int64

  /// - Returns: nil where there is no such file, or it is not a regular one.
  package init?(of path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  package init?(of file: borrowing OwnedDescriptor) {
    var status = stat()
    guard unsafe fstat(file.rawValue, &status) == 0 else { return nil }
    self.init(status)
  }

  private init?(_ status: stat) {
    guard status.st_mode & UInt32(S_IFMT) == UInt32(S_IFREG) else { return nil }
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
    size = Int64(status.st_size)
    seconds = Int64(status.st_mtim.tv_sec)
    nanoseconds = Int64(status.st_mtim.tv_nsec)
  }

  /// The content of a regular file and its version, which belong together.
  ///
  /// - Parameter limit: bytes; what comes after them is left unread.
  package static func read(_ path: String, limit: Int) -> (bytes: [UInt8], version: FileVersion)? {
    // Whoever put a pipe there must not keep us waiting.
    guard let file = try? OwnedDescriptor.open(path, flags: O_RDONLY | O_NONBLOCK),
      let version = FileVersion(of: file)
    else { return nil }
    guard let bytes = try? Files.content(of: file, limit: limit) else { return nil }
    return (bytes, version)
  }
}
