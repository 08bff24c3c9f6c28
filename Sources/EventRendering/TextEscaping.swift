package import ProcessEvents

/// Texts come from the processes themselves, so they may hold anything.
extension [UInt8] {
  /// A name as a JSON string; bytes that are not UTF-8 become U+FFFD.
  package mutating func writeJSON(_ name: CommandName) {
    let isPlain = name.withText { text in
      for index in text.indices where !(0x20..<0x7F).contains(text[index]) { return false }
      return true
    }
    guard isPlain else { return writeJSON(name.description) }
    append(UInt8(ascii: "\""))
    name.withText { text in
      for index in text.indices {
        let byte = text[index]
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
          append(UInt8(ascii: "\\"))
        }
        append(byte)
      }
    }
    append(UInt8(ascii: "\""))
  }

  /// A text as a JSON string.
  package mutating func writeJSON(_ text: String) {
    append(UInt8(ascii: "\""))
    for byte in text.utf8 {
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
    append(UInt8(ascii: "\""))
  }
}
