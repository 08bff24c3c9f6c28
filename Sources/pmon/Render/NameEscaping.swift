internal import ProcessEvents

/// Names come from the processes themselves, so they may hold anything.
extension [UInt8] {
  /// A name for a terminal: control characters and bytes that are not UTF-8 as `\xNN`.
  mutating func writePrintable(_ name: CommandName) {
    var bytes: [UInt8] = []
    for index in 0..<name.count { bytes.append(name.bytes[index]) }
    var rest = bytes[...]
    while let byte = rest.first {
      let length = [UInt8].lengthOfPrintableCharacter(rest)
      if length > 0, byte != UInt8(ascii: "\\") {
        append(contentsOf: rest.prefix(length))
        rest.removeFirst(length)
      } else {
        writeHexEscape(byte)
        rest.removeFirst()
      }
    }
  }

  private mutating func writeHexEscape(_ byte: UInt8) {
    write("\\x")
    for digit in [byte >> 4, byte & 15] {
      append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
    }
  }

  /// Bytes of the character at the beginning; 0 where it is none or must not reach a terminal.
  private static func lengthOfPrintableCharacter(_ bytes: ArraySlice<UInt8>) -> Int {
    var iterator = bytes.makeIterator()
    var decoder = UTF8()
    guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return 0 }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator:
      return 0
    default: return UTF8.width(scalar)
    }
  }

  /// A name as a JSON string; bytes that are not UTF-8 become U+FFFD.
  mutating func writeJSON(_ name: CommandName) { writeJSON(name.description) }

  /// A text as a JSON string.
  mutating func writeJSON(_ text: String) {
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
