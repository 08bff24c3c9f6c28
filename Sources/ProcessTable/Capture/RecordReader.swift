internal import EventCapture

/// Takes apart the payload of one record; any bytes are safe to pass.
struct RecordReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  mutating func byte() throws(RoundError) -> UInt8 {
    guard position < bytes.count else { throw .tooShort }
    defer { position &+= 1 }
    return bytes[position]
  }

  @inline(__always)
  mutating func number() throws(RoundError) -> UInt64 {
    var end = position
    defer { position = end }
    do {
      return try bytes.span.number(at: &end, before: bytes.count)
    } catch {
      throw error == .tooShort ? .tooShort : .number
    }
  }

  mutating func number32() throws(RoundError) -> UInt32 {
    guard let number = UInt32(exactly: try number()) else { throw .number }
    return number
  }

  @inline(__always)
  mutating func difference() throws(RoundError) -> UInt64 {
    UInt64(bitPattern: try number().zigzag)
  }

  @inline(__always)
  mutating func difference32() throws(RoundError) -> Int32 {
    try number32().zigzag
  }

  /// Bytes that are not UTF-8 become U+FFFD.
  mutating func text() throws(RoundError) -> String {
    let range = try range()
    return String(decoding: bytes[range], as: UTF8.self)
  }

  /// The place of bytes whose number stands before them.
  mutating func range() throws(RoundError) -> Range<Int> {
    let length = try number()
    guard length <= UInt64(bytes.count - position) else { throw .tooShort }
    let start = position
    position += Int(length)
    return start..<position
  }

  subscript(index: Int) -> UInt8 { bytes[index] }

  func finish() throws(RoundError) { if !isAtEnd { throw .tooLong } }
}
