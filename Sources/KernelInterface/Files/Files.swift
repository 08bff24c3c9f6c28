internal import CLinux

package enum Files {
  /// The text of a small file such as those in `/proc`.
  ///
  /// - Parameter limit: bytes; what comes after them is left unread.
  package static func text(of path: String, limit: Int = 65_536) throws(SystemCallError) -> String {
    String(
      decoding: try content(of: try OwnedDescriptor.open(path), limit: limit, of: path),
      as: UTF8.self)
  }

  /// What is still to be read of an open file.
  ///
  /// - Parameters:
  ///   - limit: bytes; what comes after them is left unread.
  ///   - path: for what is said of a failure.
  package static func content(
    of file: borrowing OwnedDescriptor, limit: Int, of path: String = ""
  ) throws(SystemCallError) -> [UInt8] {
    // Most files are small, and memory that is filled with zeros is not free.
    var bytes = [UInt8](repeating: 0, count: min(limit, 4096))
    var length = 0
    while length < limit {
      if length == bytes.count {
        bytes += [UInt8](repeating: 0, count: min(length, limit - length))
      }
      let start = length
      let rest = bytes.count - length
      let descriptor = file.rawValue
      let count = try systemCall(path.isEmpty ? "read" : "read \(path)") {
        unsafe bytes.withUnsafeMutableBytes {
          unsafe CLinux.read(descriptor, $0.baseAddress! + start, rest)
        }
      }
      if count == 0 { break }
      length += count
    }
    bytes.removeLast(bytes.count - length)
    return bytes
  }

  /// Reads what is there, at most what the buffer holds; 0 at the end.
  package static func read(
    _ descriptor: Int32, into buffer: inout [UInt8]
  ) throws(SystemCallError) -> Int {
    try systemCall("read") {
      unsafe buffer.withUnsafeMutableBytes {
        unsafe CLinux.read(descriptor, $0.baseAddress, $0.count)
      }
    }
  }

  /// Makes a file that only its owner may read, unless there is one already.
  package static func createPrivate(_ path: String) throws(SystemCallError) {
    _ = try OwnedDescriptor.open(path, flags: O_RDWR | O_CREAT, mode: 0o600)
  }

  /// Where a symbolic link points.
  package static func linkTarget(of path: String) throws(SystemCallError) -> String {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = try systemCall("readlink \(path)") {
      unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe readlink(path, buffer.baseAddress!, buffer.count)
      }
    }
    return String(decoding: bytes.prefix(count), as: UTF8.self)
  }

  /// Writes all bytes, however often the system takes only a part.
  ///
  /// - Parameter interrupt: a descriptor that, once readable, ends the waiting for a reader that does
  ///   not take them; negative is none.
  /// - Returns: false when it was ended so.
  @discardableResult
  package static func write(
    _ bytes: Span<UInt8>, to descriptor: Int32, interruptedBy interrupt: Int32 = -1
  ) throws(SystemCallError) -> Bool {
    var offset = 0
    while offset < bytes.count {
      guard try waitUntilWritable(descriptor, interruptedBy: interrupt) else { return false }
      // A pipe that is writable has room for this much, so that the write itself does not wait.
      let count = lengthOfWholeLines(bytes.extracting(offset...), atMost: Int(PIPE_BUF))
      do {
        offset += try systemCall("write") {
          unsafe bytes.withUnsafeBytes { buffer in
            unsafe CLinux.write(descriptor, buffer.baseAddress! + offset, count)
          }
        }
      } catch  where error.errno == .wouldBlock {
        continue
      }
    }
    return true
  }

  /// Whether a write would not have to wait.
  package static func isWritable(_ descriptor: Int32) -> Bool {
    var watched = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    return unsafe poll(&watched, 1, 0) == 1
  }

  /// How much to write at once: whole lines where they fit, so that nothing ends within one.
  private static func lengthOfWholeLines(_ bytes: Span<UInt8>, atMost limit: Int) -> Int {
    guard bytes.count > limit else { return bytes.count }
    var count = limit
    while count > 0, bytes[count - 1] != UInt8(ascii: "\n") { count -= 1 }
    return count > 0 ? count : limit
  }

  private static func waitUntilWritable(
    _ descriptor: Int32, interruptedBy interrupt: Int32
  ) throws(SystemCallError) -> Bool {
    var watched = (
      pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0),
      pollfd(fd: interrupt, events: Int16(POLLIN), revents: 0)
    )
    try systemCall("poll") {
      unsafe withUnsafeMutablePointer(to: &watched) { tuple in
        unsafe tuple.withMemoryRebound(to: pollfd.self, capacity: 2) { unsafe poll($0, 2, -1) }
      }
    }
    return watched.0.revents != 0
  }

  /// Opens what is closed of standard input, output and error, so that nothing else gets their numbers.
  package static func occupyStandardDescriptors() {
    while true {
      let descriptor = unsafe clinux_open("/dev/null", O_RDWR, 0)
      if descriptor < 0 { return }
      if descriptor > 2 {
        close(descriptor)
        return
      }
    }
  }

  /// Whether this process may execute it.
  package static func isExecutable(_ path: String) -> Bool { unsafe access(path, X_OK) == 0 }

  package static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// How many descriptors this process has open.
  package static func openDescriptorCount() throws(SystemCallError) -> Int {
    guard let directory = unsafe opendir("/proc/self/fd") else {
      throw SystemCallError("opendir /proc/self/fd")
    }
    defer { unsafe closedir(directory) }
    var count = 0
    while let entry = unsafe readdir(directory) {
      if unsafe entry.pointee.d_name.0 != CChar(bitPattern: UInt8(ascii: ".")) { count += 1 }
    }
    return count - 1  // the directory itself
  }
}
