internal import CLinux

/// A pipe whose both ends are closed on exec.
package struct Pipe: ~Copyable, Sendable {
  private var reading: OwnedDescriptor?
  private var writing: OwnedDescriptor?

  package init() throws(SystemCallError) {
    var ends: (Int32, Int32) = (-1, -1)
    try systemCall("pipe2") {
      unsafe withUnsafeMutablePointer(to: &ends) {
        unsafe $0.withMemoryRebound(to: Int32.self, capacity: 2) { unsafe clinux_pipe($0) }
      }
    }
    reading = OwnedDescriptor(owning: ends.0)
    writing = OwnedDescriptor(owning: ends.1)
  }

  /// Hands over the end that is read from, once.
  package mutating func takeReading() -> OwnedDescriptor { reading.take()! }

  /// Hands over the end that is written to, once.
  package mutating func takeWriting() -> OwnedDescriptor { writing.take()! }
}

extension OwnedDescriptor {
  /// A file in memory without a name, with this content and the place at its beginning.
  ///
  /// Unlike a pipe, it takes any amount whether or not somebody reads it: `memfd_create(2)`.
  package static func memoryFile(
    _ name: StaticString, content: [UInt8]
  ) throws(SystemCallError) -> OwnedDescriptor {
    let file = OwnedDescriptor(
      owning: try systemCall("memfd_create") {
        unsafe clinux_memory_file(
          UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self))
      })
    try Files.write(content.span, to: file.rawValue)
    let descriptor = file.rawValue
    try systemCall("lseek") { lseek(descriptor, 0, SEEK_SET) }
    return file
  }

  /// Lets no later read or write of it wait; they fail with `EAGAIN` instead.
  package borrowing func setNonblocking() throws(SystemCallError) {
    try systemCall("fcntl") { clinux_set_nonblocking(rawValue) }
  }
}
