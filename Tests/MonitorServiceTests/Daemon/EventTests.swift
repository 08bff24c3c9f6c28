import Foundation
import KernelInterface
import TestSupport
import Testing

extension DaemonTests {
  @Suite("Live events")
  struct EventTests {
    private func open(
      _ daemon: DaemonProgram, _ query: String, accept: String = "*/*", asNobody: Bool = false
    ) throws -> APIConnection {
      let client = try APIConnection(daemon.socket, asNobody: asNobody)
      try client.send("GET /v1/events\(query) HTTP/1.1\r\nHost: a\r\nAccept: \(accept)\r\n\r\n")
      // The first sign of life: from then on everything is told.
      _ = try client.text { $0.hasSuffix("\r\n\n\r\n") || $0.hasSuffix(":\n\n\r\n") }
      return client
    }

    @Test("An end is told as pmon tells it, in lines or as server-sent events")
    func ends() throws {
      let daemon = try DaemonProgram()
      let lines = try open(daemon, "?filter=exit%20and%20code%20%3D%3D%20119")
      let events = try open(
        daemon, "?filter=exit%20and%20code%20%3D%3D%20119", accept: "text/event-stream")
      let child = try ChildProcess(["/bin/sh", "-c", "exit 119"])
      #expect(try child.wait() == 119 << 8)
      let pid = "\"pid\":\(child.id),"
      let text = try lines.text { $0.contains(pid) }
      #expect(text.lowercased().contains("content-type: application/x-ndjson"))
      #expect(text.contains("\"event\":\"exit\"") && text.contains("\"code\":119,\"signal\":null"))
      let framed = try events.text { $0.contains(pid) }
      #expect(framed.contains("text/event-stream") && framed.contains("data: {\"time\":"))
    }

    @Test(
      "What makes no sense is refused",
      arguments: ["?filter=cod", "?events=nothing", "?args=perhaps", "?x=1"])
    func refusals(query: String) throws {
      let daemon = try DaemonProgram()
      let reply = try APIConnection(daemon.socket).get("/v1/events\(query)")
      #expect(reply.status == 400)
    }

    @Test(
      "An ordinary user sees his own processes alone",
      .enabled(if: Host.isRoot, "this process cannot become another user"))
    func ordinaryUser() throws {
      let daemon = try DaemonProgram()
      let nobody = try open(daemon, "?events=exit", asNobody: true)
      for _ in 0..<5 { _ = try ChildProcess(["/bin/sh", "-c", "exit 118"]).wait() }
      let his = try ChildProcess([
        "/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "/bin/sh", "-c",
        "sleep 0.1; exit 117",
      ])
      _ = try his.wait()
      let text = try nobody.text { $0.contains("\"code\":117,") }
      #expect(text.contains("\"pid\":\(his.id),"))
      #expect(!text.contains("\"code\":118,"))
    }
  }
}
