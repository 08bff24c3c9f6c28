import Foundation
import KernelInterface

/// A request over a connection of its own.
enum LocalRequest {
  /// - Returns: the body; nil where there is no answer with status 200.
  static func get(_ target: String, at path: String) -> Data? {
    guard let answer = try? answer(to: "GET \(target)", at: path), answer.status == 200 else {
      return nil
    }
    return answer.body
  }

  /// - Returns: the status.
  static func post(_ target: String, _ body: String, at path: String) throws -> Int? {
    try answer(to: "POST \(target)", body, at: path)?.status
  }

  private static func answer(
    to request: String, _ body: String? = nil, at path: String
  ) throws -> (status: Int, body: Data)? {
    let socket = try StreamSocket(connectingTo: .local(path: path))
    var text = "\(request) HTTP/1.1\r\nHost: pmon\r\nConnection: close\r\n"
    if let body {
      text += "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n"
    }
    _ = try socket.send(Array((text + "\r\n" + (body ?? "")).utf8).span)
    var bytes = Data()
    while try socket.wait(toWrite: false, timeout: 10_000_000_000, interruptedBy: -1) {
      let part = try socket.receive(atMost: 65_536)
      if part.isEmpty { break }
      bytes += part
    }
    guard let end = bytes.firstRange(of: Data("\r\n\r\n".utf8)),
      let status = Int(String(decoding: bytes.dropFirst(9).prefix(3), as: UTF8.self))
    else { return nil }
    return (status, bytes[end.upperBound...])
  }
}
