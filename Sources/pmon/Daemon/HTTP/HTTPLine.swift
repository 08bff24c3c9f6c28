/// The lines of an answer's head, and those between chunks.
enum HTTPLine {
  static let noHTTP = HTTPFault("the answer is not HTTP/1")

  /// Whether a status line may begin so.
  static func mayBeginStatus(_ bytes: [UInt8]) -> Bool {
    zip(bytes, "HTTP/1.".utf8).allSatisfy { $0 == $1 }
  }

  /// `HTTP/1.1 204 No Content`
  static func status(_ line: [UInt8]) throws(HTTPFault) -> Int {
    guard line.count >= 12, mayBeginStatus(line), isDigit(line[7]), line[8] == 0x20,
      line[9...11].allSatisfy(isDigit), line.count == 12 || line[12] == 0x20,
      let status = Int(String(decoding: line[9...11], as: UTF8.self)), (100..<600).contains(status)
    else { throw noHTTP }
    return status
  }

  /// `Content-Type: application/json`
  static func field(_ line: [UInt8]) throws(HTTPFault) -> (name: String, value: String) {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0,
      line[..<colon].allSatisfy(isNameCharacter),
      line[colon...].allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 })
    else { throw HTTPFault("the answer's head has a line that is no field") }
    var value = line[(colon + 1)...]
    while value.first == 0x20 || value.first == 0x09 { value.removeFirst() }
    while value.last == 0x20 || value.last == 0x09 { value.removeLast() }
    return (
      String(decoding: line[..<colon], as: UTF8.self).lowercased(),
      String(decoding: value, as: UTF8.self)
    )
  }

  static func length(_ text: String) throws(HTTPFault) -> Int {
    guard !text.isEmpty, text.utf8.allSatisfy(isDigit) else {
      throw HTTPFault("the answer's length is no number")
    }
    // A number without room is larger than any limit.
    return Int(text) ?? .max
  }

  /// `1a2b;extension`
  static func chunkSize(_ line: [UInt8], limit: Int) throws(HTTPFault) -> Int {
    let digits = line.prefix { $0 != UInt8(ascii: ";") && $0 != 0x20 && $0 != 0x09 }
    guard !digits.isEmpty, digits.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit })
    else { throw HTTPFault("a chunk has no length") }
    guard let size = Int(String(decoding: digits, as: UTF8.self), radix: 16), size <= limit else {
      throw HTTPFault("the answer is longer than \(limit >> 20) MiB")
    }
    return size
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// `tchar` of RFC 9110, section 5.6.2
  private static func isNameCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), 0x30...0x39:
      true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }
}
