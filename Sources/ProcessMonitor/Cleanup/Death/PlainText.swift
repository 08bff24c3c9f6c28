internal import KernelInterface

/// Text from outside, such as names that processes give themselves, made harmless.
package enum PlainText {
  /// One line of at most `limit` characters; what could end a line, move a cursor or turn the direction is U+FFFD.
  package static func line(_ text: String, limit: Int = 1024) -> String {
    var line = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(limit) {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate:
        line.append("\u{FFFD}")
      default: line.append(scalar)
      }
    }
    return String(line)
  }

  /// A wall-clock time in nanoseconds since 1970 as RFC 3339 has it, in UTC: `2026-11-23T15:20:01.123456789Z`.
  package static func time(_ nanoseconds: UInt64) -> String {
    let time = CalendarTime(
      secondsSinceEpoch: Int64(nanoseconds / 1_000_000_000), utc: true)
    func digits(_ number: some BinaryInteger, _ width: Int) -> String {
      let text = String(number)
      return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }
    return "\(digits(time.year, 4))-\(digits(time.month, 2))-\(digits(time.day, 2))"
      + "T\(digits(time.hour, 2)):\(digits(time.minute, 2)):\(digits(time.second, 2))"
      + ".\(digits(nanoseconds % 1_000_000_000, 9))Z"
  }
}
