internal import CLinux

/// A file descriptor with one owner, closed exactly once.
package struct OwnedDescriptor: ~Copyable, Sendable {
  package let rawValue: Int32

  /// Takes ownership of an open descriptor.
  package init(owning rawValue: Int32) { self.rawValue = rawValue }

  deinit { close(rawValue) }
}

extension OwnedDescriptor {
  /// Opens a file; the descriptor is closed on exec.
  package static func open(
    _ path: String, flags: Int32 = O_RDONLY, mode: UInt32 = 0
  ) throws(SystemCallError) -> OwnedDescriptor {
    OwnedDescriptor(
      owning: try systemCall("open \(path)") { unsafe clinux_open(path, flags | O_CLOEXEC, mode) })
  }

  /// Reads what is there, at most the buffer's size; 0 at the end.
  package borrowing func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemCallError)
    -> Int
  {
    try systemCall("read") { unsafe CLinux.read(rawValue, buffer.baseAddress, buffer.count) }
  }
}
