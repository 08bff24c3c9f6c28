import Foundation

/// An answer as it comes.
struct Reply {
  var status: Int
  /// By lower-case names.
  var fields: [String: String] = [:]
  var body: [UInt8]
  /// Bytes that it took.
  var length: Int

  /// - Returns: nil where it is not there as a whole.
  init?(_ bytes: [UInt8], hasBody: Bool) {
    guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
    let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
      .components(separatedBy: "\r\n")
    let words = lines[0].split(separator: " ")
    guard words.count > 1, words[0] == "HTTP/1.1", let status = Int(words[1]) else { return nil }
    self.status = status
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { return nil }
      let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
      fields[line[..<colon].lowercased()] = value
    }
    let count = hasBody && status >= 200 ? Int(fields["content-length"] ?? "0") ?? 0 : 0
    guard bytes.count >= end.upperBound + count else { return nil }
    body = Array(bytes[end.upperBound..<(end.upperBound + count)])
    length = end.upperBound + count
  }

  var text: String { String(decoding: body, as: UTF8.self) }

  /// The body as JSON.
  var json: Any { (try? JSONSerialization.jsonObject(with: Data(body))) ?? NSNull() }

  /// What stands at keys in one another.
  subscript(keys: String...) -> Any? {
    keys.reduce(json as Any?) { ($0 as? [String: Any])?[$1] }
  }

  func string(_ keys: String...) -> String? {
    keys.reduce(json as Any?) { ($0 as? [String: Any])?[$1] } as? String
  }

  func number(_ keys: String...) -> Int? {
    keys.reduce(json as Any?) { ($0 as? [String: Any])?[$1] } as? Int
  }

  func list(_ key: String) -> [[String: Any]] {
    (json as? [String: Any])?[key] as? [[String: Any]] ?? []
  }

  /// What a problem says.
  var detail: String { string("detail") ?? "" }
}
