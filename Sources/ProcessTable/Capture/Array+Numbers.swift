// Numbers as in the rest of a capture: seven bits in a byte, the lowest first.
extension [UInt8] {
  @inline(__always)
  mutating func put(_ number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    append(UInt8(truncatingIfNeeded: rest))
  }

  /// A difference, as a number that is small where the difference is.
  @inline(__always)
  mutating func put(difference: UInt64) {
    let value = Int64(bitPattern: difference)
    put(UInt64(bitPattern: value << 1 ^ value >> 63))
  }

  @inline(__always)
  mutating func put(difference value: Int32) {
    put(UInt64(UInt32(bitPattern: value << 1 ^ value >> 31)))
  }

  mutating func put(text: String) {
    put(UInt64(text.utf8.count))
    append(contentsOf: text.utf8)
  }
}
