internal import CLinux

/// Writes a file from its beginning to its end.
package struct FileWriter: ~Copyable, Sendable {
  private let file: OwnedDescriptor
  private let path: String
  /// Whether it is a regular file: others, such as pipes, are neither shortened nor removed.
  package let isRegular: Bool
  /// Bytes that have been written; 0 where it is no regular file.
  package private(set) var size: Int = 0
  private let isNew: Bool

  /// Makes a file; something there that is no regular file, such as a pipe, is written to.
  ///
  /// - Parameters:
  ///   - overwrites: whether an existing file is emptied; otherwise the error is `EEXIST`.
  ///   - mode: who may do what with a new file, less what the umask has; as a rule only its owner may read and write.
  ///   - keepsContent: whether one that is overwritten is not emptied before ``shortenToWhole()``.
  package init(
    _ path: String, overwrites: Bool, mode: UInt32 = 0o600, keepsContent: Bool = false
  ) throws(SystemCallError) {
    let flags = O_WRONLY | O_CREAT
    do {
      file = try OwnedDescriptor.open(path, flags: flags | O_EXCL, mode: mode)
      isNew = true
    } catch  where error.errno == .fileExists {
      if !overwrites, FileVersion(of: path) != nil { throw error }
      let emptying = overwrites && !keepsContent ? O_TRUNC : 0
      file = try OwnedDescriptor.open(path, flags: flags | emptying, mode: mode)
      isNew = false
    }
    self.path = path
    isRegular = FileVersion(of: file) != nil
  }

  /// Writes to a descriptor that is open, such as standard output.
  package init(duplicating descriptor: Int32) throws(SystemCallError) {
    file = OwnedDescriptor(
      owning: try systemCall("dup") { clinux_duplicate(descriptor) })
    path = ""
    isRegular = FileVersion(of: file) != nil
    isNew = false
  }

  /// Writes all bytes.
  ///
  /// - Parameter interrupt: readable when waiting for a slow reader of a pipe is to end.
  /// - Returns: false where it was ended so.
  package mutating func write(
    _ bytes: Span<UInt8>, interruptedBy interrupt: Int32
  ) throws(SystemCallError) -> Bool {
    guard isRegular else {
      return try Files.write(bytes, to: file.rawValue, interruptedBy: interrupt)
    }
    var offset = 0
    while offset < bytes.count {
      let descriptor = file.rawValue
      let rest = bytes.extracting(offset..<bytes.count)
      offset += try systemCall("write") {
        unsafe rest.withUnsafeBytes { unsafe CLinux.write(descriptor, $0.baseAddress, $0.count) }
      }
    }
    size += bytes.count
    return true
  }

  /// Takes back what was written of bytes that did not all find room, and what was there before and not overwritten.
  package func shortenToWhole() {
    if isRegular, !path.isEmpty { ftruncate(file.rawValue, size) }
  }

  /// Waits until the bytes are on the disk.
  package func synchronize() throws(SystemCallError) {
    guard isRegular else { return }
    let descriptor = file.rawValue
    do {
      try systemCall("fsync") { fsync(descriptor) }
    } catch  where error.errno == .invalidArgument || error.errno == .readOnlyFileSystem {
      // Not all file systems can.
    }
  }

  /// Removes the file that has been made, if nothing has come of it.
  package func discard() {
    if isNew, isRegular, size == 0 { unsafe unlink(path) }
  }
}
