/// Reads JSON as RFC 8259 has it, and nothing else: no key twice, no half of a surrogate pair, nothing after the
/// value. Numbers stay as they are written.
package struct JSONParser {
  private let bytes: [UInt8]
  private var position = 0
  private let deepest: Int

  /// How deep lists and objects may lie in one another.
  package static let standardDepth = 16

  package static func parse(
    _ bytes: [UInt8], depth: Int = standardDepth
  ) throws(JSONFault) -> PlainValue {
    var parser = JSONParser(bytes: bytes, deepest: depth)
    let value = try parser.value(depth: 0)
    parser.skipSpace()
    if parser.position < bytes.count { throw parser.fault("there is more after the value") }
    return value
  }

  private init(bytes: [UInt8], deepest: Int) {
    self.bytes = bytes
    self.deepest = deepest
  }

  private func fault(_ message: String) -> JSONFault {
    JSONFault(message: message, offset: position)
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = next, [0x20, 0x0A, 0x0D, 0x09].contains(byte) { position += 1 }
  }

  private mutating func take(_ byte: Unicode.Scalar) -> Bool {
    skipSpace()
    guard next == UInt8(ascii: byte) else { return false }
    position += 1
    return true
  }

  private mutating func value(depth: Int) throws(JSONFault) -> PlainValue {
    skipSpace()
    switch next {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      guard depth < deepest else { throw fault("lists and objects lie too deep in one another") }
      return next == UInt8(ascii: "[") ? try list(depth + 1) : try object(depth + 1)
    case UInt8(ascii: "\""): return .text(try text())
    case let byte? where byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte):
      return .word(try number())
    default:
      for word in ["null", "true", "false"] where bytes[position...].starts(with: word.utf8) {
        position += word.utf8.count
        return word == "null" ? .absent : .word(word)
      }
      throw fault("a value is missing")
    }
  }

  private mutating func list(_ depth: Int) throws(JSONFault) -> PlainValue {
    position += 1
    var items: [PlainValue] = []
    if take("]") { return .list(items) }
    repeat { items.append(try value(depth: depth)) } while take(",")
    guard take("]") else { throw fault("a list goes on with \",\" or ends with \"]\"") }
    return .list(items)
  }

  private mutating func object(_ depth: Int) throws(JSONFault) -> PlainValue {
    position += 1
    var entries: [PlainValue.Entry] = []
    var keys: Set<String> = []
    if take("}") { return .mapping(entries) }
    repeat {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw fault("a key in quotes is missing") }
      let key = try text()
      guard keys.insert(key).inserted else { throw fault("a key is there twice") }
      guard take(":") else { throw fault("\":\" is missing after a key") }
      entries.append(.init(key: key, value: try value(depth: depth)))
    } while take(",")
    guard take("}") else { throw fault("an object goes on with \",\" or ends with \"}\"") }
    return .mapping(entries)
  }

  private mutating func number() throws(JSONFault) -> String {
    let begin = position
    if next == UInt8(ascii: "-") { position += 1 }
    let isZero = next == UInt8(ascii: "0")
    let whole = skipDigits()
    guard whole > 0, !isZero || whole == 1 else { throw fault("this is no number") }
    if next == UInt8(ascii: ".") {
      position += 1
      guard skipDigits() > 0 else { throw fault("this is no number") }
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      position += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
      guard skipDigits() > 0 else { throw fault("this is no number") }
    }
    return String(decoding: bytes[begin..<position], as: UTF8.self)
  }

  private mutating func skipDigits() -> Int {
    let begin = position
    while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
    return position - begin
  }
}

extension JSONParser {
  private mutating func text() throws(JSONFault) -> String {
    position += 1
    var text: [UInt8] = []
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        // What is no UTF-8 would otherwise be replaced, and so two keys become one.
        guard let string = String(validating: text, as: UTF8.self) else {
          throw fault("a text is no UTF-8")
        }
        position += 1
        return string
      case UInt8(ascii: "\\"):
        position += 1
        text.append(contentsOf: String(try escape()).utf8)
      case 0..<0x20: throw fault("a control character stands in a text")
      default:
        text.append(byte)
        position += 1
      }
    }
    throw fault("a text does not end")
  }

  private mutating func escape() throws(JSONFault) -> Unicode.Scalar {
    let byte = next
    position += 1
    switch byte {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{08}"
    case UInt8(ascii: "f"): return "\u{0C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): break
    default:
      position -= 1
      throw fault("\"\\\" is followed by something else than JSON has")
    }
    let first = try unit()
    if UTF16.isLeadSurrogate(first), bytes[position...].starts(with: "\\u".utf8) {
      position += 2
      let second = try unit()
      if UTF16.isTrailSurrogate(second) {
        return UTF16.decode(UTF16.EncodedScalar([first, second]))
      }
      throw fault("half of a surrogate pair is missing")
    }
    guard let scalar = Unicode.Scalar(first) else {
      throw fault("half of a surrogate pair is missing")
    }
    return scalar
  }

  /// Four hexadecimal digits.
  private mutating func unit() throws(JSONFault) -> UInt16 {
    let digits = bytes[position...].prefix(4)
    guard digits.count == 4,
      digits.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit }),
      let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw fault("\"\\u\" is followed by four hexadecimal digits") }
    position += 4
    return unit
  }
}
