extension Span<UInt8> {
  /// Four bytes in little-endian order.
  @inline(__always)
  func word(at offset: Int) -> UInt32 {
    UInt32(self[offset]) | UInt32(self[offset &+ 1]) << 8 | UInt32(self[offset &+ 2]) << 16
      | UInt32(self[offset &+ 3]) << 24
  }

  /// Reads a number of up to ten bytes, seven bits in each, the lowest first.
  ///
  /// - Parameter position: where it begins, and afterwards where it has ended.
  @inline(__always)
  package func number(
    at position: inout Int, before end: Int
  ) throws(CaptureError.Malformation) -> UInt64 {
    guard position < end else { throw .tooShort }
    let first = self[position]
    position &+= 1
    if first < 0x80 { return UInt64(first) }
    return try longNumber(UInt64(first & 0x7F), at: &position, before: end)
  }

  private func longNumber(
    _ first: UInt64, at position: inout Int, before end: Int
  ) throws(CaptureError.Malformation) -> UInt64 {
    var number = first
    var shift: UInt64 = 7
    while position < end {
      let byte = self[position]
      position &+= 1
      // Nine bytes have 63 bits; the tenth has room for one.
      if shift == 63 && byte > 1 { throw .number }
      number |= UInt64(byte & 0x7F) &<< shift
      if byte < 0x80 { return number }
      shift &+= 7
    }
    throw .tooShort
  }

  /// A number that must fit into 32 bits.
  @inline(__always)
  func number32(
    at position: inout Int, before end: Int
  ) throws(CaptureError.Malformation) -> UInt32 {
    guard let number = UInt32(exactly: try number(at: &position, before: end)) else {
      throw .number
    }
    return number
  }

  func byte(at position: inout Int, before end: Int) throws(CaptureError.Malformation) -> UInt8 {
    guard position < end else { throw .tooShort }
    defer { position &+= 1 }
    return self[position]
  }
}

extension MutableSpan<UInt8> {
  @inline(__always)
  mutating func put(byte: UInt8, at position: inout Int) {
    self[position] = byte
    position &+= 1
  }

  /// Writes a number such as ``Span/number(at:before:)`` reads.
  @inline(__always)
  mutating func put(_ number: UInt64, at position: inout Int) {
    var rest = number
    while rest >= 0x80 {
      put(byte: UInt8(truncatingIfNeeded: rest) | 0x80, at: &position)
      rest >>= 7
    }
    put(byte: UInt8(truncatingIfNeeded: rest), at: &position)
  }

  @inline(__always)
  mutating func put(_ number: UInt32, at position: inout Int) {
    put(UInt64(number), at: &position)
  }

  /// Four bytes in little-endian order.
  mutating func store(_ word: UInt32, at offset: Int) {
    for index in 0..<4 { self[offset + index] = UInt8(truncatingIfNeeded: word >> (8 * index)) }
  }
}

// Zigzag: 0, -1, 1, -2, 2 become 0, 1, 2, 3, 4, so that what is near zero is short.

extension UInt64 {
  @inline(__always)
  init(zigzag value: Int64) { self.init(bitPattern: value << 1 ^ value >> 63) }

  @inline(__always)
  package var zigzag: Int64 { Int64(bitPattern: self >> 1) ^ -Int64(bitPattern: self & 1) }
}

extension UInt32 {
  @inline(__always)
  init(zigzag value: Int32) { self.init(bitPattern: value << 1 ^ value >> 31) }

  @inline(__always)
  package var zigzag: Int32 { Int32(bitPattern: self >> 1) ^ -Int32(bitPattern: self & 1) }
}
