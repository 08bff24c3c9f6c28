/// Building output byte by byte, without a string for each part.
extension [UInt8] {
  mutating func write(_ text: StaticString) {
    text.withUTF8Buffer { unsafe append(contentsOf: $0) }
  }

  mutating func write(_ text: String) { append(contentsOf: text.utf8) }

  /// A number in decimal.
  mutating func write(_ number: some FixedWidthInteger) {
    if number < 0 { append(UInt8(ascii: "-")) }
    var rest = UInt64(number.magnitude)
    let begin = count
    repeat {
      append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
    } while rest > 0
    self[begin...].reverse()
  }

  /// A number with zeros before it, in exactly `width` digits.
  mutating func write(_ number: some FixedWidthInteger, width: Int) {
    var rest = UInt64(number.magnitude)
    let begin = count
    for _ in 0..<width {
      append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
    }
    self[begin...].reverse()
  }

  /// Spaces until the line that began at `start` is `column` long.
  mutating func pad(to column: Int, from start: Int) {
    while count - start < column { append(UInt8(ascii: " ")) }
  }

  /// What `body` writes, at the right of a column.
  mutating func writeRight(width: Int, _ body: (inout [UInt8]) -> Void) {
    let begin = count
    body(&self)
    let missing = width - (count - begin)
    if missing > 0 {
      insert(contentsOf: repeatElement(UInt8(ascii: " "), count: missing), at: begin)
    }
  }
}
