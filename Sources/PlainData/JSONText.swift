/// Writes JSON piece by piece, in the order in which it is told.
package struct JSONText {
  package private(set) var bytes: [UInt8] = []
  private var needsComma = false

  package init() {}

  package mutating func object(_ key: String? = nil, _ body: (inout JSONText) -> Void) {
    nest(key, "{", "}", body)
  }

  package mutating func list(_ key: String? = nil, _ body: (inout JSONText) -> Void) {
    nest(key, "[", "]", body)
  }

  package mutating func number(_ key: String? = nil, _ number: some BinaryInteger) {
    begin(key)
    bytes.append(contentsOf: String(number).utf8)
  }

  package mutating func flag(_ key: String? = nil, _ flag: Bool) {
    begin(key)
    bytes.append(contentsOf: (flag ? "true" : "false").utf8)
  }

  package mutating func null(_ key: String? = nil) {
    begin(key)
    bytes.append(contentsOf: "null".utf8)
  }

  package mutating func text(_ key: String? = nil, _ text: String) {
    begin(key)
    quote(text)
  }

  /// JSON that is there already.
  package mutating func raw(_ key: String? = nil, _ json: some Sequence<UInt8>) {
    begin(key)
    bytes.append(contentsOf: json)
  }

  private mutating func begin(_ key: String?) {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    if let key {
      quote(key)
      bytes.append(UInt8(ascii: ":"))
    }
    needsComma = true
  }

  private mutating func nest(
    _ key: String?, _ first: Unicode.Scalar, _ last: Unicode.Scalar,
    _ body: (inout JSONText) -> Void
  ) {
    begin(key)
    bytes.append(UInt8(ascii: first))
    needsComma = false
    body(&self)
    bytes.append(UInt8(ascii: last))
    needsComma = true
  }

  private mutating func quote(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case UInt8(ascii: "\n"): bytes.append(contentsOf: "\\n".utf8)
      case UInt8(ascii: "\t"): bytes.append(contentsOf: "\\t".utf8)
      case UInt8(ascii: "\r"): bytes.append(contentsOf: "\\r".utf8)
      case 0..<0x20, 0x7F:
        let digits = String(byte, radix: 16)
        bytes.append(contentsOf: "\\u00".utf8)
        if digits.utf8.count == 1 { bytes.append(UInt8(ascii: "0")) }
        bytes.append(contentsOf: digits.utf8)
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
