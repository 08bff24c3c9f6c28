import TestSupport
import Testing

@testable import pmon

@Suite("Answers of HTTP")
struct HTTPAnswerReaderTests {
  /// Answers that are whole, with the status and the body that they have.
  static let whole: [(text: String, status: Int, body: String)] = [
    ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", 200, "{}"),
    ("HTTP/1.1 204 No Content\r\n\r\n", 204, ""),
    ("HTTP/1.1 404\r\ncontent-length:\t0 \r\nX: a:b\r\n\r\n", 404, ""),
    ("HTTP/1.0 200 \nContent-Length: 3\n\nabc", 200, "abc"),
    (
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0A\r\n0123456789\r\n0\r\nT: u\r\n\r\n",
      200, "abc0123456789"
    ),
    ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 1\r\n\r\nx", 201, "x"),
  ]

  private static func read(_ pieces: [ArraySlice<UInt8>]) throws(HTTPFault) -> HTTPAnswerReader {
    var reader = HTTPAnswerReader()
    for piece in pieces { try reader.take(Array(piece).span) }
    return reader
  }

  @Test("An answer is the same however it is cut, and anything after it is left", arguments: whole)
  func pieces(text: String, status: Int, body: String) throws {
    let bytes = Array(text.utf8)
    for cut in 0...bytes.count {
      let reader = try Self.read([bytes[..<cut], bytes[cut...], Array("HTTP/1.1 500".utf8)[...]])
      #expect(reader.complete?.status == status, "cut at \(cut)")
      #expect(reader.complete?.body == Array(body.utf8), "cut at \(cut)")
    }
    let single = try Self.read(bytes.indices.map { bytes[$0...$0] })
    #expect(single.complete?.body == Array(body.utf8))
  }

  @Test("An answer that ends early at any byte is never taken for a whole one", arguments: whole)
  func truncated(text: String, status: Int, body: String) throws {
    let bytes = Array(text.utf8)
    for cut in bytes.indices {
      var reader = try Self.read([bytes[..<cut]])
      #expect(reader.complete == nil, "cut at \(cut)")
      #expect(throws: HTTPFault.self, "cut at \(cut)") { try reader.end() }
      #expect(reader.complete == nil)
    }
  }

  @Test("Without a length the connection's end is the answer's")
  func toTheEnd() throws {
    var reader = try Self.read([Array("HTTP/1.1 200 OK\r\n\r\nabc".utf8)[...]])
    #expect(reader.complete == nil)
    try reader.end()
    #expect(reader.complete?.body == Array("abc".utf8))
  }

  @Test(
    "What is no answer of HTTP/1, or contradicts itself, is refused",
    arguments: [
      "SSH-2.0", "HTTP/2 200\r\n\r\n", "HTTP/1.x 200 OK\r\n", "HTTP/1.1 20 OK\r\n",
      "HTTP/1.1 999 OK\r\n", "HTTP/1.1 2000\r\n", "HTTP/1.1 099 OK\r\n", "HTTP/1.1200 OK    \r\n",
      "HTTP/1.1 200 OK\r\n: x\r\n", "HTTP/1.1 200 OK\r\nno field\r\n",
      "HTTP/1.1 200 OK\r\n a: folded\r\n", "HTTP/1.1 200 OK\r\nX: a\u{1}b\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: 0x1\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: 33554433\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\n",
    ])
  func refused(text: String) {
    #expect(throws: HTTPFault.self) { try Self.read([Array(text.utf8)[...]]) }
  }

  @Test(
    "What goes on for ever is given up, within a bound",
    arguments: [
      ("HTTP/1.1 200 ", "x"), ("HTTP/1.1 200 OK\r\nX: ", "y"), ("HTTP/1.1 200 OK\r\n", "A: b\r\n"),
      ("", "HTTP/1.1 100 Continue\r\n\r\n"),
      ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "0"),
      ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "T: u\r\n"),
      ("HTTP/1.1 200 OK\r\n\r\n", String(repeating: "z", count: 65_536)),
      (
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        "10000\r\n" + String(repeating: "z", count: 65_536) + "\r\n"
      ),
    ])
  func endless(beginning: String, rest: String) {
    var reader = HTTPAnswerReader()
    let (beginning, rest) = (Array(beginning.utf8), Array(rest.utf8))
    let most = 2 * (HTTPAnswerReader.headLimit + HTTPAnswerReader.bodyLimit) / rest.count
    #expect(throws: HTTPFault.self) {
      try reader.take(beginning.span)
      for _ in 0..<min(most, 100_000) { try reader.take(rest.span) }
    }
  }

  @Test("Damage gives an answer or a fault, and never ends the program", arguments: Seeds.chosen)
  func damage(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<5000 {
      var bytes = Array(generator.element(of: Self.whole).text.utf8)
      for _ in 0..<generator.number(in: 1...4) {
        bytes[generator.number(in: 0...(bytes.count - 1))] = generator.bits()
      }
      var reader = HTTPAnswerReader()
      do throws(HTTPFault) {
        try reader.take(bytes.span)
        try reader.end()
        #expect((100..<600).contains(reader.complete?.status ?? 0), "seed \(seed): \(bytes)")
      } catch {
        #expect(!error.message.isEmpty)
      }
    }
  }
}
