import Testing

/// What a scripted daemon is made to do, by name.
struct BadAnswer: CustomTestStringConvertible, Sendable {
  var testDescription: String
  var reply: ScriptedDaemon.Reply

  init(_ name: String, _ reply: ScriptedDaemon.Reply) {
    testDescription = name
    self.reply = reply
  }

  init(_ name: String, text: String) { self.init(name, .bytes(Array(text.utf8))) }

  private static let good = ScriptedDaemon.answer(200, body: #"{"healthy":true}"#)
  private static let head = Array("HTTP/1.1 200 OK\r\n".utf8)

  /// Answers that end by themselves, or are too large.
  static let all: [BadAnswer] = [
    BadAnswer("nothing", .hangUp),
    BadAnswer("cut in the head", .bytes(Array(good.prefix(30)))),
    BadAnswer("cut in the body", .bytes(good.dropLast(3))),
    BadAnswer("garbage", .bytes((0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 7919 &+ 13) })),
    BadAnswer("another protocol", text: "220 mail.example ESMTP\r\n"),
    BadAnswer("a wrong status", text: "HTTP/1.1 7 OK\r\n\r\n"),
    BadAnswer("an empty body", .json("")), BadAnswer("HTML", .json("<html></html>")),
    BadAnswer("half of an object", .json(#"{"healthy":"#)),
    BadAnswer("a deep object", .json(String(repeating: "[", count: 100_000))),
    BadAnswer("no UTF-8", .bytes(ScriptedDaemon.answer(200, body: "") + [0x22, 0xFF, 0x22])),
    BadAnswer("a huge head", .endless(head, repeating: Array("X-Filler: y\r\n".utf8))),
    BadAnswer("an endless line", .endless(head, repeating: Array(repeating: 0x41, count: 4096))),
    BadAnswer(
      "an endless body",
      .endless(head + Array("\r\n".utf8), repeating: Array(repeating: 0x20, count: 65_536))),
    BadAnswer(
      "interim answers without end", .endless([], repeating: Array("HTTP/1.1 100 C\r\n\r\n".utf8))),
    BadAnswer("a length too large", text: "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"),
  ]
}
