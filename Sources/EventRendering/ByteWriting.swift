/// Building output byte by byte, without a string for each part.
extension [UInt8] {
  @inlinable
  package mutating func write(_ text: StaticString) {
    text.withUTF8Buffer { unsafe append(contentsOf: $0) }
  }

  @inlinable
  package mutating func write(_ text: String) { append(contentsOf: text.utf8) }

  /// A number in decimal.
  @inlinable
  package mutating func write(_ number: some FixedWidthInteger) {
    if number < 0 { append(UInt8(ascii: "-")) }
    let magnitude = UInt64(number.magnitude)
    var width = 1
    var limit: UInt64 = 10
    while width < 20, magnitude >= limit {
      width += 1
      limit &*= 10
    }
    writeDigits(magnitude, width: width)
  }

  /// A number with zeros before it, in exactly `width` digits.
  @inlinable
  package mutating func write(_ number: some FixedWidthInteger, width: Int) {
    writeDigits(UInt64(number.magnitude), width: width)
  }

  /// The last digits of a number, written in place: a slice of the array would be a second reference to it,
  /// and each change of it a copy.
  @usableFromInline
  package mutating func writeDigits(_ number: UInt64, width: Int) {
    var rest = number
    for _ in 0..<width { append(0) }
    var place = count
    let begin = place - width
    while place > begin {
      place -= 1
      self[place] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
  }
}
