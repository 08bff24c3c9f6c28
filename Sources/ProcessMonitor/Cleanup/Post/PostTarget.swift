internal import KernelInterface

/// Where a death is posted to: a server of this machine.
///
/// `http://127.0.0.1:8080/path`, `http://localhost/path`, `http://[::1]/path` or `unix:/socket:/path`
struct PostTarget: Hashable, Sendable {
  let address: StreamSocket.Address
  /// As the server is called in the request.
  let host: String
  /// Path and query, which begin with a slash.
  let path: String

  init(_ url: String) throws(ActionProblem) {
    // Nothing that would end the request's line.
    guard url.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), url.utf8.count <= 2048 else {
      throw ActionProblem("the URL has blanks or characters that must be written as %NN")
    }
    if url.hasPrefix("unix:/") {
      let rest = url.dropFirst(5)
      let colon = rest.lastIndex(of: ":") ?? rest.endIndex
      let socket = rest[..<colon]
      let path = rest[colon...].dropFirst()
      guard path.isEmpty || path.hasPrefix("/"), socket.utf8.count < 108 else {
        throw ActionProblem("the URL is not unix:/socket:/path")
      }
      self.init(.local(path: String(socket)), "localhost", path)
    } else if url.hasPrefix("http://") {
      let rest = url.dropFirst(7)
      let slash = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
      let path = rest[slash...].prefix { $0 != "#" }
      guard path.isEmpty || path.hasPrefix("/") else {
        throw ActionProblem("the URL has no path before ?")
      }
      self.init(try Self.address(rest[..<slash]), String(rest[..<slash]), path)
    } else {
      throw ActionProblem("the URL begins neither with http:// nor with unix:/")
    }
  }

  private init(_ address: StreamSocket.Address, _ host: String, _ path: Substring) {
    self.address = address
    self.host = host
    self.path = path.isEmpty ? "/" : String(path)
  }

  private static func address(_ text: Substring) throws(ActionProblem) -> StreamSocket.Address {
    var host = text
    var port: UInt16 = 80
    let bracket = text.lastIndex(of: "]") ?? text.startIndex
    if let colon = text[bracket...].lastIndex(of: ":") {
      guard let number = UInt16(text[colon...].dropFirst()), number > 0 else {
        throw ActionProblem("the URL has no port after :")
      }
      port = number
      host = text[..<colon]
    }
    if host == "localhost" { return .loopback(0x7F00_0001, port: port) }
    if host == "[::1]" { return .loopback6(port: port) }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    if parts.count == 4, parts[0] == 127, let second = parts[1], let third = parts[2],
      let fourth = parts[3]
    {
      let low = UInt32(second) << 16 | UInt32(third) << 8 | UInt32(fourth)
      return .loopback(0x7F00_0000 | low, port: port)
    }
    throw ActionProblem("\(host) is not this machine: use localhost, 127.0.0.1 or [::1]")
  }
}
