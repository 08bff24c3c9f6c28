internal import CLinux

/// The files of one process in `/proc`, all of the same process even where its id is reused meanwhile.
///
/// A directory of `/proc` that is held open belongs to the process that it was opened for: after its end
/// nothing can be opened there, whoever has its id.
package struct ProcFiles: ~Copyable {
  private let directory: OwnedDescriptor

  /// Whether `/proc` has processes by the ids that this process knows them by. After `unshare -p` without a mount of its own it
  /// still has those of the namespace that was left, where the same id is somebody else's.
  package static let hasOwnIDs: Bool = {
    guard let status = try? Files.text(of: "/proc/self/status", limit: 8192) else { return false }
    return hasOwnIDs(status)
  }()

  /// The same, by what `/proc/self/status` says: the ids of this process, from the namespace of the mount inwards.
  package static func hasOwnIDs(_ status: String) -> Bool {
    guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("NSpid:") }) else {
      // Before Linux 4.1; nothing is known against it.
      return true
    }
    return line.split(whereSeparator: \.isWhitespace).count == 2
  }

  private static func requireOwnIDs() throws(SystemCallError) {
    if !hasOwnIDs { throw SystemCallError("open in /proc", .noSuchProcess) }
  }

  /// Holds `/proc/PID`.
  package init(process: Int32) throws(SystemCallError) {
    try Self.requireOwnIDs()
    let path = ProcPath(process)
    directory = OwnedDescriptor(
      owning: try systemCall("open /proc/PID") {
        unsafe path.withCString { unsafe clinux_open($0, O_DIRECTORY | O_CLOEXEC, 0) }
      })
  }

  /// Reads a file from its beginning by one call, which for a file of `/proc` gives all that fits.
  ///
  /// - Parameters:
  ///   - limit: bytes; where the text is as long, there may be more.
  package borrowing func text<Result>(
    of file: StaticString, limit: Int, _ body: (Span<UInt8>) -> Result
  ) throws(SystemCallError) -> Result {
    let opened = unsafe clinux_open_at(
      directory.rawValue, UnsafeRawPointer(file.utf8Start).assumingMemoryBound(to: CChar.self),
      O_RDONLY | O_CLOEXEC)
    return try Self.text(of: opened, limit: limit, body)
  }

  /// The same of the process that has the id now, at less cost where one file is all that is wanted.
  package static func text<Result>(
    of process: Int32, _ file: StaticString, limit: Int, _ body: (Span<UInt8>) -> Result
  ) throws(SystemCallError) -> Result {
    try requireOwnIDs()
    let path = ProcPath(process, file)
    let opened = unsafe path.withCString { unsafe clinux_open($0, O_RDONLY | O_CLOEXEC, 0) }
    return try text(of: opened, limit: limit, body)
  }

  /// The inode of what a link such as `ns/pid` of a process leads to, at the cost of one call.
  package static func inode(
    of process: Int32, _ link: StaticString
  ) throws(SystemCallError) -> UInt64 {
    try requireOwnIDs()
    let path = ProcPath(process, link)
    var facts = stat()
    try systemCall("stat in /proc") {
      unsafe path.withCString { path in unsafe stat(path, &facts) }
    }
    return UInt64(facts.st_ino)
  }

  private static func text<Result>(
    of opened: Int32, limit: Int, _ body: (Span<UInt8>) -> Result
  ) throws(SystemCallError) -> Result {
    guard opened >= 0 else { throw SystemCallError("open in /proc") }
    let file = OwnedDescriptor(owning: opened)
    return try unsafe withScratch(limit) { buffer throws(SystemCallError) in
      let count = try unsafe file.read(into: buffer)
      return unsafe body(
        UnsafeRawBufferPointer(rebasing: buffer[..<count]).bindMemory(to: UInt8.self).span)
    }
  }

  /// Where a symbolic link such as `exe` points; at most 4,096 bytes, which is the longest that the kernel tells.
  package borrowing func linkTarget<Result>(
    of link: StaticString, _ body: (Span<UInt8>) -> Result
  ) throws(SystemCallError) -> Result {
    let directory = directory.rawValue
    return try unsafe withScratch(4096) { buffer throws(SystemCallError) in
      let count = try systemCall("readlinkat in /proc") {
        unsafe readlinkat(
          directory, UnsafeRawPointer(link.utf8Start).assumingMemoryBound(to: CChar.self),
          buffer.baseAddress!.assumingMemoryBound(to: CChar.self), buffer.count)
      }
      return unsafe body(
        UnsafeRawBufferPointer(rebasing: buffer[..<count]).bindMemory(to: UInt8.self).span)
    }
  }
}

/// `/proc/PID/FILE`, without an allocation.
private struct ProcPath {
  private var bytes = [40 of UInt8](repeating: 0)
  private var count = 0

  init(_ process: Int32, _ file: StaticString = "") {
    append("/proc/")
    var digits = [10 of UInt8](repeating: 0)
    var rest = process.magnitude
    var length = 0
    repeat {
      digits[length] = UInt8(ascii: "0") + UInt8(rest % 10)
      rest /= 10
      length += 1
    } while rest > 0
    if process < 0 { append("-") }
    while length > 0 {
      length -= 1
      bytes[count] = digits[length]
      count += 1
    }
    if file.utf8CodeUnitCount > 0 {
      append("/")
      append(file)
    }
  }

  private mutating func append(_ text: StaticString) {
    precondition(count + text.utf8CodeUnitCount < 40)
    for index in 0..<text.utf8CodeUnitCount {
      bytes[count] = unsafe text.utf8Start[index]
      count += 1
    }
  }

  func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
    unsafe bytes.span.withUnsafeBytes {
      unsafe body($0.baseAddress!.assumingMemoryBound(to: CChar.self))
    }
  }
}

/// Memory of the stack, where it is small, for as long as `body` runs.
private func withScratch<Result>(
  _ size: Int, _ body: (UnsafeMutableRawBufferPointer) throws(SystemCallError) -> Result
) throws(SystemCallError) -> Result {
  try unsafe withUnsafeTemporaryAllocation(byteCount: size, alignment: 16) {
    buffer throws(SystemCallError) in try unsafe body(buffer)
  }
}
