/// Goes through the kernel's texts of words and decimal numbers, never beyond their end. Each moves `position`
/// past what it has taken.
extension Span<UInt8> {
  /// Takes one byte; nil at the end.
  package func byte(at position: inout Int) -> UInt8? {
    guard position < count else { return nil }
    defer { position += 1 }
    return self[position]
  }

  /// Takes `word` where the text goes on with it.
  package func skip(_ word: StaticString, at position: inout Int) -> Bool {
    guard count - position >= word.utf8CodeUnitCount else { return false }
    for index in 0..<word.utf8CodeUnitCount
    where unsafe self[position + index] != word.utf8Start[index] { return false }
    position += word.utf8CodeUnitCount
    return true
  }

  /// Takes what comes before the next `byte`, and that as well; false where there is none.
  package func skip(through byte: UInt8, at position: inout Int) -> Bool {
    while position < count {
      position += 1
      if self[position - 1] == byte { return true }
    }
    return false
  }

  /// Takes so many fields and the space behind each.
  package func skipFields(_ number: Int, at position: inout Int) -> Bool {
    for _ in 0..<number where !skip(through: UInt8(ascii: " "), at: &position) { return false }
    return true
  }

  /// Takes a number of decimal digits; nil where there is none, or it does not fit.
  package func number<Number: FixedWidthInteger>(at position: inout Int) -> Number? {
    var value: Number = 0
    let start = position
    while position < count {
      let digit = self[position] &- UInt8(ascii: "0")
      guard digit < 10 else { break }
      let (product, isTooLarge) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflows) = product.addingReportingOverflow(Number(digit))
      if isTooLarge || overflows { return nil }
      value = sum
      position += 1
    }
    return position > start ? value : nil
  }

  package func lastIndex(of byte: UInt8) -> Int? {
    var index = count - 1
    while index >= 0 {
      if self[index] == byte { return index }
      index -= 1
    }
    return nil
  }
}
