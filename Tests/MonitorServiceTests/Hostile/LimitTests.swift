import Foundation
import TestSupport
import Testing

extension DaemonTests {
  @Suite(
    "Limits of ordinary users", .enabled(if: Host.isRoot, "this process cannot become another user")
  )
  struct LimitTests {
    @Test("Connections are limited for each user, and never for root")
    func connections() throws {
      let daemon = try DaemonProgram("limits: {api_connections_per_user: 3, api_connections: 5}")
      let held = try (0..<3).map { _ in try APIConnection(daemon.socket, asNobody: true) }
      for connection in held { #expect(try connection.get("/healthz").status == 200) }
      let refused = try APIConnection(daemon.socket, asNobody: true)
      let reply = try #require(try refused.reply())
      #expect(reply.status == 503)
      #expect(reply.fields["retry-after"] == "1")
      #expect(try refused.receiveAll().isEmpty)
      let root = try (0..<8).map { _ in try APIConnection(daemon.socket) }
      for connection in root { #expect(try connection.get("/healthz").status == 200) }
    }

    @Test("A place is free again once its connection is closed")
    func places() throws {
      let daemon = try DaemonProgram("limits: {api_connections_per_user: 1}")
      for _ in 0..<20 {
        #expect(
          eventually {
            // Before the last one's end is noticed, there is no room.
            (try? APIConnection(daemon.socket, asNobody: true).get("/healthz").status) == 200
          })
      }
    }

    @Test("Requests are limited for each user, and never for root")
    func rate() throws {
      let daemon = try DaemonProgram("limits: {api_requests_per_second: 5}")
      let nobody = try APIConnection(daemon.socket, asNobody: true)
      let request = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
      try nobody.send(String(repeating: request, count: 100))
      let replies = try (0..<100).map { _ in try #require(try nobody.reply()) }
      let refused = replies.filter { $0.status == 429 }
      #expect(refused.count > 50)
      #expect(replies.count { $0.status == 200 } >= 5)
      #expect(refused.allSatisfy { $0.fields["retry-after"] == "1" })
      let root = try APIConnection(daemon.socket)
      for _ in 0..<100 { #expect(try root.get("/healthz").status == 200) }
    }

    @Test("Registrations are limited for each user")
    func registrations() throws {
      let daemon = try DaemonProgram(
        "limits: {registrations_per_user: 1}\nguards: [{name: a, cleanup: {actions: [end_orphans]}}]"
      )
      let nobody = try APIConnection(daemon.socket, asNobody: true)
      let processes = try (0..<2).map { _ in try GuardedProcess(asNobody: true) }
      let statuses = try processes.map {
        try nobody.request(
          "POST", "/v1/registrations",
          "{\"process\":{\"pid\":\($0.id)},\"guard\":{\"name\":\"a\"}}"
        ).status
      }
      #expect(statuses == [201, 429])
      for process in processes { try process.end() }
    }
  }
}
