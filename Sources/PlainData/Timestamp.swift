/// Times as RFC 3339 has them, between 1970 and 2261.
package enum Timestamp {
  /// Nanoseconds since 1970; more digits of a fraction than nine are left out.
  ///
  /// - Returns: nil where it is no such time, or one before 1970.
  package static func nanoseconds(_ text: String) -> UInt64? {
    var rest = text.utf8[...]
    func number(_ digits: Int, _ range: ClosedRange<Int>) -> Int? {
      let part = rest.prefix(digits)
      rest = rest.dropFirst(digits)
      guard part.count == digits, part.allSatisfy({ (0x30...0x39).contains($0) }),
        let number = Int(Substring(part)), range.contains(number)
      else { return nil }
      return number
    }
    func take(_ characters: String) -> Bool {
      guard let byte = rest.first, characters.utf8.contains(byte) else { return false }
      rest = rest.dropFirst()
      return true
    }
    guard let year = number(4, 1970...2261), take("-"), let month = number(2, 1...12), take("-"),
      let day = number(2, 1...length(of: month, in: year)), take("Tt"),
      let hour = number(2, 0...23), take(":"), let minute = number(2, 0...59), take(":"),
      // A leap second is the first of the next minute.
      let second = number(2, 0...60)
    else { return nil }
    var fraction = 0
    if take(".") {
      let digits = rest.prefix { (0x30...0x39).contains($0) }
      rest = rest.dropFirst(digits.count)
      let padded = String(Substring(digits.prefix(9))) + String(repeating: "0", count: 9)
      guard !digits.isEmpty, let value = Int(padded.prefix(9)) else { return nil }
      fraction = value
    }
    guard let offset = offset(&rest), rest.isEmpty else { return nil }
    let seconds =
      days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset
    return seconds < 0 ? nil : UInt64(seconds) * 1_000_000_000 + UInt64(fraction)
  }

  /// Seconds east of Greenwich.
  private static func offset(_ rest: inout Substring.UTF8View) -> Int? {
    guard let sign = rest.popFirst() else { return nil }
    if sign == UInt8(ascii: "Z") || sign == UInt8(ascii: "z") { return 0 }
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), rest.count == 5 else {
      return nil
    }
    let parts = Substring(rest).split(separator: ":")
    rest = rest.dropFirst(5)
    guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && $0.allSatisfy(\.isNumber) }),
      let hours = Int(parts[0]), let minutes = Int(parts[1]), hours < 24, minutes < 60
    else { return nil }
    return (hours * 3600 + minutes * 60) * (sign == UInt8(ascii: "-") ? -1 : 1)
  }

  private static func length(of month: Int, in year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  /// Days since 1970-01-01.
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let years = (1970..<year).reduce(0) { $0 + (isLeap($1) ? 366 : 365) }
    return (1..<month).reduce(years) { $0 + length(of: $1, in: year) } + day - 1
  }
}
