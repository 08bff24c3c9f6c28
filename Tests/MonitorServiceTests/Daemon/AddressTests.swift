import Foundation
import Testing

extension DaemonTests {
  @Suite("Addresses")
  struct AddressTests {
    private let daemon: DaemonProgram

    init() throws { daemon = try DaemonProgram() }

    @Test("What is described is there, with these methods and no others")
    func described() throws {
      let daemon = try DaemonProgram()
      let client = try APIConnection(daemon.socket)
      for (template, operations) in OpenAPIDocument.shared.paths {
        let target = template.replacing("{boot}", with: UUID().uuidString.lowercased())
          .replacing("{pid}", with: "1").replacing("{ticks}", with: "2")
          .replacing("{guard}", with: "a")
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
          // A stream has no end; it has tests of its own.
          if target == "/v1/events", method == "GET" { continue }
          let reply = try client.request(method, target)
          if operations[method.lowercased()] == nil {
            #expect(reply.status == 405, "\(method) \(target)")
            var allowed = operations.keys.map { $0.uppercased() }
            if allowed.contains("GET") { allowed.append("HEAD") }
            #expect(reply.fields["allow"] == allowed.sorted().joined(separator: ", "))
          } else {
            #expect(reply.status != 405, "\(method) \(target)")
          }
        }
      }
    }

    @Test("The description is served as it is in the sources")
    func document() throws {
      let daemon = try DaemonProgram()
      let reply = try APIConnection(daemon.socket).get("/openapi.json")
      #expect(reply.status == 200)
      #expect(reply.body == Array(try Data(contentsOf: OpenAPIDocument.path)))
    }

    @Test("The absolute form of an address is taken as well, as HTTP demands")
    func absolute() throws {
      let daemon = try DaemonProgram()
      let connection = try APIConnection(daemon.socket)
      try connection.send("GET http://localhost/healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
      #expect(try connection.reply()?.status == 200)
    }

    @Test("HEAD gives what GET gives, without the body")
    func head() throws {
      let daemon = try DaemonProgram()
      let client = try APIConnection(daemon.socket)
      for target in ["/healthz", "/openapi.json", "/v1/deaths"] {
        let full = try client.get(target)
        let head = try client.request("HEAD", target)
        #expect(head.status == 200)
        #expect(head.fields["content-length"] == "\(full.body.count)")
        #expect(head.fields["content-type"] == full.fields["content-type"])
      }
    }

    @Test("A new daemon is healthy, ready and has nothing to tell")
    func new() throws {
      let daemon = try DaemonProgram("guards: [{name: a}, {name: b}]")
      let client = try APIConnection(daemon.socket)
      #expect(try client.get("/healthz").string("status") == "ok")
      #expect(try client.get("/readyz").string("status") == "ok")
      let status = try client.get("/v1/status")
      #expect(status.number("configuration", "guards") == 2)
      #expect(status.string("configuration", "path") == daemon.configurationPath)
      #expect(status.number("pid") == Int(daemon.pid))
      #expect(status.string("journal", "path") == daemon.folder + "/journal/journal.sqlite")
      for list in ["deaths", "cleanups", "registrations"] {
        let reply = try client.get("/v1/" + list)
        #expect(reply.status == 200 && reply.list(list).isEmpty)
        #expect(reply["next"] == nil)
      }
    }

    @Test(
      "What makes no sense is refused with what is wrong",
      arguments: [
        ("/v1/deaths?limit=0", "limit"), ("/v1/deaths?limit=1001", "1000"),
        ("/v1/deaths?limit=+5", "limit"), ("/v1/deaths?sinze=1h", "\"since\""),
        ("/v1/deaths?since=yesterday", "since"), ("/v1/deaths?since=2026-02-30T00:00:00Z", "since"),
        ("/v1/deaths?cause=code:256", "cause"), ("/v1/deaths?cause=signal:NONSENSE", "cause"),
        ("/v1/deaths?cause=code:3:4", "cause"), ("/v1/deaths?state=DONE", "GAVE UP"),
        ("/v1/deaths?after=x", "after"), ("/v1/deaths?name=a&name=b", "twice"),
        ("/v1/deaths?user=4294967296", "user"), ("/v1/deaths?name=%zz", "percent"),
        ("/v1/deaths?name=%00", "percent"), ("/v1/registrations?after=1/2", "after"),
        ("/v1/registrations?pid=0", "pid"), ("/v1/status?verbose=1", "verbose"),
      ])
    func refused(target: String, part: String) throws {
      let reply = try APIConnection(daemon.socket).get(target)
      #expect(reply.status == 400)
      #expect(reply.detail.contains(part), "\(reply.detail)")
    }

    @Test(
      "All that may be asked for is understood",
      arguments: [
        "since=1h30m", "since=0s", "until=2026-11-23T15:20:01.5Z",
        "since=2026-11-23T15:20:01+02:00", "since=2026-11-23T15%3A20%3A01Z&until=1s",
        "cause=code:3", "cause=signal:9", "cause=signal:KILL", "cause=unknown",
        "state=PENDING,GAVE%20UP", "name=a%20b&guard=c&user=4294967295", "limit=1000", "name=",
      ])
    func understood(query: String) throws {
      let client = try APIConnection(daemon.socket)
      #expect(try client.get("/v1/deaths?" + query).status == 200)
      #expect(try client.get("/v1/cleanups?" + query).status == 200)
    }
  }
}
