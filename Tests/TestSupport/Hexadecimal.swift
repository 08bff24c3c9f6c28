/// Bytes as a test writes them.
package enum Hexadecimal {
  /// The bytes that pairs of digits stand for; blanks between them mean nothing.
  package static func bytes(_ text: String) -> [UInt8] {
    let digits = text.filter { $0 != " " }.map { digit in
      guard let value = digit.hexDigitValue else { preconditionFailure("no digit: \(digit)") }
      return UInt8(value)
    }
    precondition(digits.count.isMultiple(of: 2))
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}
