import ProcessEvents

@testable import ProcessTable

/// Writes records as the kernel does.
enum RecordBytes {
  static func fork(_ child: Int32, by parent: Int32, at time: UInt64) -> [UInt8] {
    task(SideBandKind.fork, child, parent, at: time)
  }

  static func exit(_ process: Int32, at time: UInt64) -> [UInt8] {
    task(SideBandKind.exit, process, 1, at: time)
  }

  static func comm(
    _ process: Int32, _ name: String, isExec: Bool = true, at time: UInt64
  ) -> [UInt8] {
    record(
      SideBandKind.name, flags: isExec ? SideBandKind.nameByExec : 0,
      bytes(process) + bytes(process) + padded(Array(name.utf8.prefix(15))), process, at: time)
  }

  static func map(_ process: Int32, _ path: String, at time: UInt64) -> [UInt8] {
    map(process, Array(path.utf8), at: time)
  }

  static func map(_ process: Int32, _ path: [UInt8], at time: UInt64) -> [UInt8] {
    let body = bytes(process) + bytes(process) + [UInt8](repeating: 7, count: 56) + padded(path)
    return record(SideBandKind.mapping2, body, process, at: time)
  }

  static func lost(_ count: UInt64, at time: UInt64) -> [UInt8] {
    record(SideBandKind.lost, bytes(UInt64(5)) + bytes(count), 1, at: time)
  }

  static func record(
    _ kind: UInt32, flags: UInt16 = 0, _ body: [UInt8], _ process: Int32, at time: UInt64
  ) -> [UInt8] {
    let size = UInt16(SideBandLayout.headerSize + body.count + SideBandLayout.trailerSize)
    return bytes(kind) + bytes(flags) + bytes(size) + body + bytes(process) + bytes(process)
      + bytes(time)
  }

  private static func task(
    _ kind: UInt32, _ process: Int32, _ parent: Int32, at time: UInt64
  ) -> [UInt8] {
    record(
      kind, bytes(process) + bytes(parent) + bytes(process) + bytes(parent) + bytes(time), process,
      at: time)
  }

  /// With a zero behind it, and then some to the next multiple of 8.
  private static func padded(_ text: [UInt8]) -> [UInt8] {
    text + [UInt8](repeating: 0, count: 8 - text.count % 8)
  }

  private static func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
    unsafe withUnsafeBytes(of: number) { unsafe Array($0) }
  }
}
