internal import EventRendering
internal import ProcessEvents

/// Names come from the processes themselves, so they may hold anything.
extension [UInt8] {
  /// A name for a terminal: control characters and bytes that are not UTF-8 as `\xNN`.
  mutating func writePrintable(_ name: CommandName) {
    name.withText { writePrintable($0) }
  }

  /// A text for a terminal; see ``writePrintable(_:)-(CommandName)``.
  mutating func writePrintable(_ text: String) { writePrintable(text.utf8.span) }

  private mutating func writePrintable(_ bytes: Span<UInt8>) {
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte >= 0x20, byte < 0x7F, byte != UInt8(ascii: "\\") {
        append(byte)
        index += 1
        continue
      }
      let length = [UInt8].lengthOfPrintableCharacter(bytes, at: index)
      if length > 0, byte != UInt8(ascii: "\\") {
        for offset in 0..<length { append(bytes[index + offset]) }
        index += length
      } else {
        writeHexEscape(byte)
        index += 1
      }
    }
  }

  private mutating func writeHexEscape(_ byte: UInt8) {
    write("\\x")
    for digit in [byte >> 4, byte & 15] {
      append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
    }
  }

  /// Bytes of the character at a place; 0 where it is none or must not reach a terminal.
  private static func lengthOfPrintableCharacter(_ bytes: Span<UInt8>, at index: Int) -> Int {
    var character: [UInt8] = []
    for offset in index..<Swift.min(index + 4, bytes.count) { character.append(bytes[offset]) }
    var iterator = character.makeIterator()
    var decoder = UTF8()
    guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return 0 }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator:
      return 0
    default: return UTF8.width(scalar)
    }
  }
}
