package import ProcessEvents

/// Texts come from the processes themselves, so they may hold anything.
extension OutputSpan<UInt8> {
  /// A name as a JSON string; bytes that are not UTF-8 become U+FFFD.
  package mutating func writeJSON(_ name: CommandName) {
    let isPlain = name.withText { text in
      for index in text.indices where !text[index].isPlainInJSON { return false }
      return true
    }
    guard isPlain else { return writeJSON(name.description) }
    append(UInt8(ascii: "\""))
    name.withText { write($0) }
    append(UInt8(ascii: "\""))
  }

  /// A text as a JSON string.
  package mutating func writeJSON(_ text: String) {
    append(UInt8(ascii: "\""))
    if text.utf8.allSatisfy(\.isPlainInJSON) {
      write(text)
    } else {
      for byte in text.utf8 { writeEscaped(byte) }
    }
    append(UInt8(ascii: "\""))
  }

  private mutating func writeEscaped(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): write("\\\"")
    case UInt8(ascii: "\\"): write("\\\\")
    case 0x0A: write("\\n")
    case 0x09: write("\\t")
    case 0x0D: write("\\r")
    case 0..<0x20, 0x7F:
      write("\\u00")
      let digits: StaticString = "0123456789abcdef"
      unsafe append(digits.utf8Start[Int(byte >> 4)])
      unsafe append(digits.utf8Start[Int(byte & 15)])
    default: append(byte)
    }
  }

  /// The most bytes that ``writeJSON(_:)`` makes of a text: each may become an escape of six.
  static func longestJSON(of text: String) -> Int { 6 * text.utf8.count + 2 }

  /// The most bytes that it makes of a name.
  static var longestJSONOfName: Int { 6 * 16 + 2 }
}

extension UInt8 {
  /// Whether it stands in a JSON string as it is, in whatever place.
  fileprivate var isPlainInJSON: Bool {
    self >= 0x20 && self < 0x7F && self != UInt8(ascii: "\"") && self != UInt8(ascii: "\\")
  }
}

extension [UInt8] {
  /// A name as a JSON string; bytes that are not UTF-8 become U+FFFD.
  package mutating func writeJSON(_ name: CommandName) {
    append(addingCapacity: OutputSpan<UInt8>.longestJSONOfName) { $0.writeJSON(name) }
  }

  /// A text as a JSON string.
  package mutating func writeJSON(_ text: String) {
    append(addingCapacity: OutputSpan<UInt8>.longestJSON(of: text)) { $0.writeJSON(text) }
  }
}
