import Foundation
import TestSupport
import Testing

extension DaemonTests {
  @Suite("Rights", .enabled(if: Host.isRoot, "this process cannot become another user"))
  struct RightsTests {
    private func body(_ process: Int32, _ plan: String = "{\"actions\":[\"end_orphans\"]}")
      -> String
    {
      "{\"process\":{\"pid\":\(process)},\"guard\":{\"name\":\"own\"},\"cleanup\":\(plan)}"
    }

    @Test("Nobody sees, takes or changes what is another's")
    func others() throws {
      let daemon = try DaemonProgram()
      let root = try APIConnection(daemon.socket)
      let nobody = try APIConnection(daemon.socket, asNobody: true)
      let first = try GuardedProcess()
      let second = try GuardedProcess()
      let path = "/v1/registrations"
      let dead = try #require(try root.request("POST", path, body(first.id)).string("id"))
      let living = try #require(try root.request("POST", path, body(second.id)).string("id"))
      try first.end()
      #expect(try eventually { try root.get("/v1/deaths").list("deaths").count == 1 })

      #expect(try nobody.get("/v1/deaths").list("deaths").isEmpty)
      #expect(try nobody.get("/v1/cleanups?state=RESOURCES%20FREED").list("cleanups").isEmpty)
      #expect(try nobody.get(path).list("registrations").isEmpty)
      // Not even that there is something.
      let missing = try nobody.get("/v1/deaths/" + dead.dropLast(3) + "no")
      let hidden = try nobody.get("/v1/deaths/" + dead)
      #expect(hidden.status == 404)
      #expect(
        hidden.detail.replacing(dead, with: "")
          == missing.detail.replacing(dead.dropLast(3) + "no", with: ""))
      #expect(try nobody.request("POST", "/v1/cleanups/\(dead)/retry").status == 404)
      #expect(try nobody.request("DELETE", "\(path)/\(living)").status == 404)
      #expect(try nobody.request("DELETE", "\(path)?pid=\(second.id)&guard=own").status == 404)
      #expect(try nobody.get("/v1/deaths?user=0").status == 403)
      #expect(try nobody.get("\(path)?user=0").status == 403)
      #expect(try nobody.request("POST", path, body(second.id)).status == 403)
      #expect(try nobody.request("POST", path, body(1)).status == 403)
      #expect(try root.get(path).list("registrations").count == 1)
      try second.end()
    }

    @Test("An ordinary user's status has his own counts, and no paths")
    func status() throws {
      let daemon = try DaemonProgram()
      let root = try APIConnection(daemon.socket)
      let nobody = try APIConnection(daemon.socket, asNobody: true)
      let process = try GuardedProcess()
      _ = try root.request("POST", "/v1/registrations", body(process.id))
      let status = try nobody.get("/v1/status")
      #expect(status.status == 200)
      #expect(status.number("registrations", "count") == 0)
      #expect(status.number("cleanups", "PENDING") == 0)
      #expect(!status.text.contains(daemon.folder))
      #expect(try root.get("/v1/status").number("registrations", "count") == 1)
      for target in ["/healthz", "/readyz", "/metrics", "/openapi.json"] {
        let reply = try nobody.get(target)
        #expect(reply.status == 200)
        #expect(!reply.text.contains(daemon.folder))
      }
      try process.end()
    }

    @Test("An ordinary user registers his own processes, and his clean-ups run as him")
    func own() throws {
      let daemon = try DaemonProgram()
      let nobody = try APIConnection(daemon.socket, asNobody: true)
      let process = try GuardedProcess(asNobody: true)
      let plan =
        "{\"actions\":[{\"command\":[\"/bin/sh\",\"-c\",\"id -u; exit 1\"]}],\"attempts\":1}"
      let made = try nobody.request("POST", "/v1/registrations", body(process.id, plan))
      #expect(made.status == 201, "\(made.text)")
      #expect(made.number("guard", "user", "id") == 65_534)
      let id = try #require(made.string("id"))
      let refused = try nobody.request(
        "POST", "/v1/registrations",
        body(process.id, "{\"actions\":[\"end_orphans\"],\"user\":\"root\"}"))
      #expect(refused.status == 403)
      try process.end(signal: 15)
      #expect(
        try eventually {
          try nobody.get("/v1/deaths/\(id)").string("cleanup", "state") == "GAVE UP"
        })
      let attempts = try nobody.get("/v1/deaths/\(id)").list("attempts")
      #expect((attempts.first?["output"] as? String)?.hasPrefix("65534") == true)
      #expect(try nobody.get("/v1/deaths").list("deaths").count == 1)
    }

    @Test("Members of the configured group see all")
    func group() throws {
      // Nobody's own group, so that nobody is a member.
      let daemon = try DaemonProgram("access: {group: \"65534\"}")
      let nobody = try APIConnection(daemon.socket, asNobody: true)
      #expect(try nobody.get("/v1/deaths?user=0").status == 200)
      #expect(try nobody.get("/v1/status").text.contains(daemon.folder))
    }
  }
}
