import Glibc
import KernelInterface

/// The reading end of a pipe, with all that has come out of it.
final class OutputPipe {
  private var descriptor: OwnedDescriptor?
  private(set) var bytes: [UInt8] = []

  private init(_ descriptor: consuming OwnedDescriptor) { self.descriptor = consume descriptor }

  /// C: `F_SETPIPE_SZ`, include/uapi/linux/fcntl.h
  private static let setPipeSize: Int32 = 1031

  /// A pipe; the second is the end that a program writes to.
  static func make() throws -> (OutputPipe, WritingEnd) {
    var ends: [Int32] = [-1, -1]
    try systemCall("pipe") { unsafe pipe(&ends) }
    for end in ends { try systemCall("fcntl") { fcntl(end, F_SETFD, FD_CLOEXEC) } }
    // A test reads when its load is over, and until then nothing shall wait.
    try systemCall("fcntl F_SETPIPE_SZ") { fcntl(ends[1], OutputPipe.setPipeSize, 1 << 20) }
    return (OutputPipe(OwnedDescriptor(owning: ends[0])), WritingEnd(ends[1]))
  }

  final class WritingEnd {
    let rawValue: Int32
    init(_ rawValue: Int32) { self.rawValue = rawValue }
    deinit { Glibc.close(rawValue) }
  }

  /// Negative after the end.
  var rawDescriptor: Int32 { descriptor?.rawValue ?? -1 }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  var lines: [Substring] { text.split(separator: "\n") }

  /// Takes what is there, and takes note of the end.
  func read() throws {
    let raw = rawDescriptor
    var room = [UInt8](repeating: 0, count: 65_536)
    let count = try systemCall("read") { unsafe Glibc.read(raw, &room, room.count) }
    if count == 0 { close() } else { bytes += room.prefix(count) }
  }

  func close() { descriptor = nil }
}
