/// Building output byte by byte, without a string for each part, in memory that has been made ready for all of it.
extension OutputSpan<UInt8> {
  @inline(__always)
  package mutating func write(_ text: StaticString) {
    unsafe write(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Literals go the other way.
  @_disfavoredOverload
  package mutating func write(_ text: String) {
    var text = text
    text.withUTF8 { unsafe write($0) }
  }

  mutating func write(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer { unsafe write($0) }
  }

  @inline(__always)
  @unsafe private mutating func write(_ bytes: UnsafeBufferPointer<UInt8>) {
    unsafe withUnsafeMutableBufferPointer { buffer, count in
      precondition(bytes.count <= buffer.count &- count)
      guard let target = buffer.baseAddress, let source = bytes.baseAddress else { return }
      unsafe (target + count).update(from: source, count: bytes.count)
      count &+= bytes.count
    }
  }

  /// A number in decimal.
  @inline(__always)
  package mutating func write(_ number: some FixedWidthInteger) {
    if number < 0 { append(UInt8(ascii: "-")) }
    let magnitude = UInt64(number.magnitude)
    writeDigits(magnitude, width: Self.width(of: magnitude))
  }

  /// A number with zeros before it, or without its first digits, in exactly `width` digits.
  package mutating func writeDigits(_ number: UInt64, width: Int) {
    let pairs: StaticString = """
      0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849\
      5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899
      """
    unsafe withUnsafeMutableBufferPointer { buffer, count in
      precondition(width >= 0 && width <= buffer.count &- count)
      var rest = number
      var place = count &+ width
      while place &- count >= 2 {
        place &-= 2
        let (quotient, pair) = (rest / 100, Int(truncatingIfNeeded: rest % 100))
        unsafe buffer[place] = pairs.utf8Start[pair &* 2]
        unsafe buffer[place &+ 1] = pairs.utf8Start[pair &* 2 &+ 1]
        rest = quotient
      }
      if place > count {
        unsafe buffer[count] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
      }
      count &+= width
    }
  }

  /// How many digits a number has.
  fileprivate static func width(of number: UInt64) -> Int {
    var width = 1
    var limit: UInt64 = 10
    while width < 20, number >= limit {
      width &+= 1
      limit &*= 10
    }
    return width
  }
}

/// The same at the end of an array.
extension [UInt8] {
  @inlinable
  package mutating func write(_ text: StaticString) {
    text.withUTF8Buffer { unsafe append(contentsOf: $0) }
  }

  @_disfavoredOverload
  @inlinable
  package mutating func write(_ text: String) { append(contentsOf: text.utf8) }

  /// A number in decimal.
  package mutating func write(_ number: some FixedWidthInteger) {
    append(addingCapacity: 20) { $0.write(number) }
  }

  /// A number with zeros before it, in exactly `width` digits.
  package mutating func write(_ number: some FixedWidthInteger, width: Int) {
    let magnitude = UInt64(number.magnitude)
    append(addingCapacity: width) { $0.writeDigits(magnitude, width: width) }
  }
}
