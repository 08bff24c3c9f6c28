internal import PlainData
internal import ProgramVersion

/// A request of HTTP/1.1, one for a connection.
struct HTTPRequest: Hashable, Sendable {
  enum Method: String, Sendable {
    case get = "GET"
    case post = "POST"
    case delete = "DELETE"
  }

  var method = Method.get
  /// Path and query, percent-encoded.
  var target: String
  /// A document of JSON; nil is none.
  var body: [UInt8]?

  var bytes: [UInt8] {
    var head = """
      \(method.rawValue) \(target) HTTP/1.1\r
      Host: localhost\r
      User-Agent: pmon/\(ProgramVersion.number)\r
      Accept: application/json\r
      Connection: close\r

      """
    if body != nil { head += "Content-Type: application/json\r\n" }
    if method == .post || body != nil { head += "Content-Length: \(body?.count ?? 0)\r\n" }
    return Array((head + "\r\n").utf8) + (body ?? [])
  }
}

extension HTTPRequest {
  /// A request for what lies at a path, whose segments may hold anything.
  init(
    _ method: Method, _ segments: [String], query: [(key: String, value: String)] = [],
    body: [UInt8]? = nil
  ) {
    self.method = method
    self.body = body
    target = segments.map { "/" + PercentCoding.encode($0) }.joined()
    for (index, pair) in query.enumerated() {
      target += index == 0 ? "?" : "&"
      target += "\(pair.key)=\(PercentCoding.encode(pair.value))"
    }
  }
}
