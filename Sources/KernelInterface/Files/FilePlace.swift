internal import CLinux

/// Which file a descriptor is of.
package struct FilePlace: Hashable, Sendable {
  package var device: UInt64
  package var inode: UInt64

  /// - Returns: nil where there is no such descriptor.
  package init?(descriptor: Int32) {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { return nil }
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
  }
}
