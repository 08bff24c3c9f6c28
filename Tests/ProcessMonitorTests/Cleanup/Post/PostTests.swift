import Foundation
import Testing

@testable import ProcessMonitor

extension CleanupTests {
  @Suite("Posting deaths")
  struct PostTests {
    @Test(
      "A URL names a server of this machine",
      arguments: [
        ("http://127.0.0.1:8080/a?b", "loopback(2130706433, port: 8080) 127.0.0.1:8080 /a?b"),
        ("http://localhost", "loopback(2130706433, port: 80) localhost /"),
        ("http://[::1]:81/x#f", "loopback6(port: 81) [::1]:81 /x"),
        ("unix:/run/a.sock:/x", "local(path: \"/run/a.sock\") localhost /x"),
        ("unix:/run/a.sock", "local(path: \"/run/a.sock\") localhost /"),
      ])
    func targets(url: String, expected: String) throws {
      let target = try PostTarget(url)
      #expect("\(target.address) \(target.host) \(target.path)" == expected)
    }

    @Test(
      "Another machine, another scheme and tricks with lines are refused",
      arguments: [
        "https://localhost/", "http://example.com/", "http://10.0.0.1/", "http://127.0.0.1.evil/",
        "http://127.0.0.1:0/", "http://127.0.0.1:99999/", "http://a@127.0.0.1/",
        "http://localhost/\r\nHost: x", "http://localhost/a b", "file:///etc/passwd",
        "unix:relative:/", "unix:/a:b", "http://", "http://localhost?x", "",
        "unix:/" + String(repeating: "a", count: 200),
      ])
    func refused(url: String) {
      #expect(throws: ActionProblem.self) { try PostTarget(url) }
    }

    @Test(
      "An answer's head is found in whatever pieces it comes",
      arguments: [
        "HTTP/1.1 204 No Content\r\nA: b\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 500 x\r\n\r\n",
      ])
    func heads(text: String) {
      let bytes = Array(text.utf8)
      for count in 0..<bytes.count {
        #expect(AnswerHead.find(in: Array(bytes.prefix(count))) == .incomplete)
      }
      let status = text.contains("204") ? 204 : 500
      #expect(
        AnswerHead.find(in: bytes + [0]) == .complete(AnswerHead(status: status, end: bytes.count)))
      #expect(AnswerHead.find(in: Array("SSH-2.0".utf8)) == .invalid)
      #expect(AnswerHead.find(in: Array("HTTP/1.1 abc\r\n\r\n".utf8)) == .invalid)
    }

    @Test(
      "2xx is success, all else is not, and nothing hangs",
      arguments: [
        ("HTTP/1.1 204 No Content\r\n\r\n", nil),
        ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", nil),
        ("HTTP/1.1 503 No\r\n\r\n", "answered 503"), ("HTTP/1.1 302 No\r\n\r\n", "answered 302"),
        ("", "the server closed without an answer"), ("nonsense", "the answer is not HTTP/1"),
        ("HTTP/1.1 200 " + String(repeating: "x", count: 20_000), "head is longer than"),
      ] as [(String, String?)])
    func answers(answer: String, problem: String?) async throws {
      let scratch = try Scratch()
      let server = try LocalServer(path: scratch.path("s"), answer: answer)
      let death = GuardedDeath.sample([.post(url: "unix:\(scratch.path("s")):/deaths")])
      let outcome = await CleanupRunner().run(death, attempt: 1)
      #expect(outcome.succeeded == (problem == nil))
      if let problem { #expect(outcome.problem?.contains(problem) == true, "\(outcome)") }
      let request = server.request()
      #expect(request.hasPrefix("POST /deaths HTTP/1.1\r\nHost: localhost\r\n"))
      let body = DeathDocument.json(of: death, attempt: 1, count: 1)
      #expect(request.hasSuffix("\r\n\r\n\(body)"))
      #expect(request.contains("Content-Length: \(body.utf8.count)\r\n"))
    }

    @Test("A server that never answers costs the time limit, and one that is not there nothing")
    func silence() async throws {
      let scratch = try Scratch()
      let server = try LocalServer(path: scratch.path("s"), answer: nil)
      let url = "unix:\(scratch.path("s")):/"
      let outcome = await CleanupRunner().run(
        .sample([.post(url: url)], timeLimit: 200), attempt: 1)
      #expect(outcome.problem == ActionProblem.tooLong(200).text)
      _ = server
      let absent = await CleanupRunner().run(
        .sample([.post(url: "unix:\(scratch.path("none")):/")]), attempt: 1)
      #expect(absent.problem?.contains("ENOENT") == true)
    }
  }
}
