import Foundation
import KernelInterface
import TestSupport
import Testing

extension DaemonTests {
  @Suite("Hostile clients")
  struct HostileTests {
    private let daemon: DaemonProgram

    init() throws { daemon = try DaemonProgram() }

    /// The daemon still serves others.
    private func expectService(_ daemon: DaemonProgram) throws {
      #expect(try APIConnection(daemon.socket).get("/healthz").status == 200)
    }

    @Test(
      "What is no HTTP is answered once, and the connection ends",
      arguments: [
        ("\r\n\r\n\u{0}\u{1}garbage\r\n\r\n", [400, 501]),
        ("GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", [400]),
        (
          "GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
          [400]
        ),
        (
          "POST /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
          [400, 405]
        ),
        ("GET /healthz HTTP/1.1\r\nHo st: a\r\n\r\n", [400]),
        ("GET /healthz HTTP/9.9\r\n\r\n", [400, 200]),
        ("NONSENSE /healthz HTTP/1.1\r\nHost: a\r\n\r\n", [400, 405, 501]),
        ("GET  HTTP/1.1\r\n\r\n", [400]),
        ("\u{16}\u{03}\u{01}\u{02}\u{00}\u{01}\u{00}\u{01}\u{fc}", [400, 501]),
      ])
    func garbage(bytes: String, statuses: [Int]) throws {
      let connection = try APIConnection(daemon.socket)
      try connection.send(bytes.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) })
      let reply = try #require(try connection.reply())
      #expect(statuses.contains(reply.status), "\(reply.text)")
      if reply.status >= 400 { #expect(reply.fields["content-type"] == "application/problem+json") }
      try expectService(daemon)
    }

    @Test("A header flood is refused before it takes memory")
    func headers() throws {
      let long = String(repeating: "a", count: 100_000)
      let many = (0..<1000).map { "X-\($0): \($0)\r\n" }.joined()
      for request in [
        "GET /healthz HTTP/1.1\r\nHost: a\r\nX: \(long)\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: a\r\n\(many)\r\n",
        "GET /\(long) HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /v1/deaths?name=\(long) HTTP/1.1\r\nHost: a\r\n\r\n",
      ] {
        let connection = try APIConnection(daemon.socket)
        // It may be closed before all of it is sent.
        try? connection.send(request)
        let reply = try #require(try connection.reply(), "\(request.prefix(60))")
        #expect(reply.status == 431, "\(request.prefix(60)): \(reply.text)")
        try expectService(daemon)
      }
    }

    @Test("A body that is too large is refused, announced or not")
    func body() throws {
      let large = String(repeating: " ", count: 70_000)
      let client = try APIConnection(daemon.socket)
      #expect(try client.request("POST", "/v1/registrations", large).status == 413)
      let head =
        "POST /v1/registrations HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
      let announced = try APIConnection(daemon.socket)
      try announced.send(head + "Content-Length: 1000000000000\r\n\r\n")
      #expect(try #require(try announced.reply()).status == 413)
      let chunked = try APIConnection(daemon.socket)
      try chunked.send(head + "Transfer-Encoding: chunked\r\n\r\n")
      let chunk = "4000\r\n" + String(repeating: " ", count: 0x4000) + "\r\n"
      for _ in 0..<8 { try? chunked.send(chunk) }
      try? chunked.send("0\r\n\r\n")
      #expect(try #require(try chunked.reply()).status == 413)
      try expectService(daemon)
    }

    @Test("JSON bombs are refused")
    func bombs() throws {
      let client = try APIConnection(daemon.socket)
      let bombs = [
        String(repeating: "[", count: 60_000),
        String(repeating: "{\"a\":", count: 10_000),
        "[" + String(repeating: "{},", count: 20_000) + "{}]",
        "{\"guard\":{\"name\":\"a\"},\"x\":1e999999999}",
        "{\"guard\":{\"name\":\"" + String(repeating: "\\ud83d\\ude00", count: 4000) + "\"}}",
        "{" + (0..<5000).map { "\"k\($0)\":1" }.joined(separator: ",") + "}",
        "{\"guard\":{\"name\":\"a\"},\"cleanup\":{\"actions\":["
          + Array(repeating: "\"end_orphans\"", count: 4000).joined(separator: ",") + ",\"x\"]}}",
      ]
      for bomb in bombs {
        let reply = try client.request("POST", "/v1/registrations", bomb)
        #expect(reply.status == 400, "\(bomb.prefix(40))")
        #expect(reply.body.count < 20_000)
      }
      try expectService(daemon)
    }

    @Test(
      "Tricks with paths lead nowhere",
      arguments: [
        "/v1//deaths", "/v1/deaths/", "//v1/deaths", "/v1/./deaths", "/v1/x/../deaths",
        "/v1/%2e%2e/healthz", "/v1%2Fdeaths", "/v1/deaths/%2e%2e/%2e%2e/etc/passwd",
        "/v1/deaths/a/b/c/d", "/v1/deaths/a%2Fb/1/2/x", "/V1/deaths", "/../../etc/passwd",
        "/v1/registrations/x/1/2/%00", "/healthz%00", "/%ff", "/healthz;a=b", "/healthz%3Fa",
        "/v1\\deaths", "*",
      ])
    func paths(target: String) throws {
      let reply = try APIConnection(daemon.socket).get(target)
      #expect([400, 404].contains(reply.status), "\(target): \(reply.status)")
      #expect(!reply.text.contains("root:"))
    }

    @Test("Pipelined requests are answered in their order")
    func pipelining() throws {
      let connection = try APIConnection(daemon.socket)
      let requests = (0..<300).map { index in
        "GET /v1/deaths?limit=\(index % 2 == 0 ? 1 : 0) HTTP/1.1\r\nHost: a\r\n\r\n"
      }
      try connection.send(requests.joined())
      for index in 0..<300 {
        #expect(try #require(try connection.reply()).status == (index % 2 == 0 ? 200 : 400))
      }
    }

    @Test("Who closes at any moment harms nobody")
    func closing() throws {
      func open() -> Int? {
        try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(daemon.pid)/fd").count
      }
      let before = try #require(open())
      let request = Array("GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
      for length in request.indices {
        let connection = try APIConnection(daemon.socket)
        try connection.send(Array(request[...length]))
      }
      for _ in 0..<50 { try APIConnection(daemon.socket).send(request) }
      try expectService(daemon)
      #expect(eventually { open() ?? .max < before + 10 }, "\(open() ?? 0) after \(before)")
    }

    @Test("Who reads no answers is held, and nobody else")
    func slowReader() throws {
      let daemon = try DaemonProgram()
      let connection = try APIConnection(daemon.socket)
      let request = "GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n"
      // Some 100 MB of answers, of which none is read.
      let sender = Foundation.Thread {
        for _ in 0..<2000 { if (try? connection.send(request)) == nil { return } }
      }
      sender.start()
      for _ in 0..<100 { try expectService(daemon) }
      let status = try Files.text(of: "/proc/\(daemon.pid)/status")
      let memory =
        status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        .flatMap { Int($0.split(whereSeparator: \.isWhitespace)[1]) } ?? .max
      #expect(memory < 200_000, "\(memory) KiB")
      sender.cancel()
    }

    @Test("Random bytes and mutilated requests break nothing", arguments: Seeds.chosen)
    func random(seed: UInt64) throws {
      var generator = SeededGenerator(seed: seed)
      let model = Array(
        ("POST /v1/registrations HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
          + "Content-Length: 41\r\n\r\n{\"guard\":{\"name\":\"a\"},\"on\":\"code == 3\"}\r\n").utf8)
      for _ in 0..<300 {
        var bytes = model
        for _ in 0..<Int.random(in: 1...8, using: &generator) {
          bytes[Int.random(in: bytes.indices, using: &generator)] = .random(
            in: 0...255, using: &generator)
        }
        let connection = try APIConnection(daemon.socket)
        try connection.send(bytes)
      }
      try expectService(daemon)
      #expect(!daemon.text.contains("failed"), "\(daemon.text.suffix(500))")
    }
  }
}
