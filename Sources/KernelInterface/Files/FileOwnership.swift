internal import CLinux

/// Whose a file is, and who else may write to it.
package struct FileOwnership: Hashable, Sendable {
  package var user: UInt32
  package var isRegular: Bool
  /// Whether others than its owner may write to it: its group, others, or whom an access control list names, since
  /// the group's bits are the most that such a list can give.
  package var isWritableByOthers: Bool

  package init(of file: borrowing OwnedDescriptor) throws(SystemCallError) {
    var status = stat()
    let descriptor = file.rawValue
    try systemCall("fstat") { unsafe fstat(descriptor, &status) }
    user = status.st_uid
    isRegular = status.st_mode & UInt32(S_IFMT) == UInt32(S_IFREG)
    isWritableByOthers = status.st_mode & 0o022 != 0
  }
}
