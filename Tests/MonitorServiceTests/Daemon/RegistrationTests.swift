import Foundation
import KernelInterface
import Testing

extension DaemonTests {
  @Suite("Registrations and deaths")
  struct RegistrationTests {
    private let daemon: DaemonProgram

    init() throws { daemon = try DaemonProgram() }

    private func body(_ process: Int32?, _ name: String, _ more: String = "") -> String {
      let part = process.map { "\"process\":{\"pid\":\($0)}," } ?? ""
      return "{\(part)\"guard\":{\"name\":\"\(name)\",\"token\":\"t\\u00e9\"}\(more)}"
    }

    private let cleanup = ",\"cleanup\":{\"actions\":[{\"command\":[\"/bin/true\"]}]}"

    @Test("A registered process's death is told and cleaned up after")
    func death() throws {
      let daemon = try DaemonProgram()
      let client = try APIConnection(daemon.socket)
      let process = try GuardedProcess()
      let made = try client.request("POST", "/v1/registrations", body(process.id, "own", cleanup))
      #expect(made.status == 201)
      let id = try #require(made.string("id"))
      #expect(made.number("process", "pid") == Int(process.id))
      #expect(made.string("process", "executable", "name") == "sleep")
      #expect(made.string("guard", "token") == "té")
      #expect(try client.get("/v1/registrations").list("registrations").count == 1)
      #expect(
        try client.get("/v1/registrations?pid=\(process.id)&guard=own").list("registrations").count
          == 1)
      #expect(try client.get("/v1/registrations?guard=other").list("registrations").isEmpty)
      try process.end()
      #expect(
        try eventually {
          try client.get("/v1/deaths/\(id)").string("cleanup", "state") == "RESOURCES FREED"
        })
      let death = try client.get("/v1/deaths/\(id)")
      #expect(death.number("process", "exit", "signal") == 9)
      #expect(death["process", "exit", "code"] is NSNull)
      #expect(death.string("guard", "death_id") == id)
      #expect(death.list("attempts").count == 1)
      #expect(try client.get("/v1/deaths?cause=signal:KILL&guard=own").list("deaths").count == 1)
      #expect(try client.get("/v1/deaths?cause=code:9").list("deaths").isEmpty)
      #expect(try client.get("/v1/cleanups").list("cleanups").isEmpty)
      #expect(try client.get("/v1/cleanups?state=RESOURCES%20FREED").list("cleanups").count == 1)
      #expect(try client.get("/v1/registrations").list("registrations").isEmpty)
      #expect(try client.request("POST", "/v1/cleanups/\(id)/retry").status == 409)
      #expect(try client.request("DELETE", "/v1/registrations/\(id)").status == 404)
    }

    @Test("A clean-up that was given up is tried again when asked for")
    func retry() throws {
      let daemon = try DaemonProgram()
      let client = try APIConnection(daemon.socket)
      let process = try GuardedProcess()
      let flag = daemon.folder + "/flag"
      let plan =
        ",\"cleanup\":{\"attempts\":1,\"actions\":[{\"command\":[\"/bin/test\",\"-e\",\"\(flag)\"]}]}"
      let made = try client.request("POST", "/v1/registrations", body(process.id, "own", plan))
      let id = try #require(made.string("id"))
      try process.end()
      func state() throws -> String? {
        try client.get("/v1/deaths/\(id)").string("cleanup", "state")
      }
      #expect(try eventually { try state() == "GAVE UP" })
      let open = try client.get("/v1/cleanups?state=GAVE%20UP").list("cleanups")
      #expect(open.count == 1)
      try "".write(toFile: flag, atomically: false, encoding: .utf8)
      #expect(try client.request("POST", "/v1/cleanups/\(id)/retry").status == 200)
      #expect(try eventually { try state() == "RESOURCES FREED" })
      #expect(try client.get("/v1/deaths/\(id)").list("attempts").count == 2)
    }

    @Test("A registration is replaced by another of the same guard, and withdrawn by id or process")
    func withdrawal() throws {
      let daemon = try DaemonProgram("guards: [{name: a, cleanup: {actions: [end_orphans]}}]")
      let client = try APIConnection(daemon.socket)
      let process = try GuardedProcess()
      let path = "/v1/registrations"
      let made = try client.request("POST", path, body(process.id, "a"))
      #expect(made.status == 201)
      #expect(made.string("on") == "abnormal")
      let other = try client.request(
        "POST", path, body(process.id, "a", ",\"on\":\"signal == KILL\",\"on_unknown\":\"report\""))
      #expect(other.status == 200)
      #expect(other.string("id") == made.string("id"))
      #expect(other.string("on_unknown") == "report")
      #expect(try client.get("/v1/status").number("registrations", "count") == 1)
      let id = try #require(made.string("id"))
      #expect(try client.request("DELETE", "\(path)/\(id)").status == 204)
      #expect(try client.request("DELETE", "\(path)/\(id)").status == 404)
      #expect(try client.request("POST", path, body(process.id, "a")).status == 201)
      #expect(try client.request("DELETE", "\(path)?pid=\(process.id)&guard=a").status == 204)
      #expect(try client.request("DELETE", "\(path)?pid=\(process.id)&guard=a").status == 404)
      #expect(try client.request("DELETE", "\(path)?guard=a").status == 400)
      try process.end()
      #expect(try client.get("/v1/deaths").list("deaths").isEmpty)
    }

    @Test("Without a process, the one at the other end is meant")
    func peer() throws {
      let daemon = try DaemonProgram()
      let client = try APIConnection(daemon.socket)
      let made = try client.request("POST", "/v1/registrations", body(nil, "own", cleanup))
      #expect(made.status == 201)
      #expect(made.number("process", "pid") == Int(HostFacts.processID))
    }

    @Test("Pages follow each other without gaps")
    func pages() throws {
      let daemon = try DaemonProgram("guards: [{name: a, cleanup: {actions: [end_orphans]}}]")
      let client = try APIConnection(daemon.socket)
      let processes = try (0..<7).map { _ in try GuardedProcess() }
      for process in processes {
        #expect(
          try client.request("POST", "/v1/registrations", body(process.id, "a")).status == 201)
      }
      func walk(_ list: String, _ key: String) throws -> [Int] {
        var found: [Int] = []
        var after = ""
        for _ in 0..<10 {
          let reply = try client.get("/v1/\(list)?limit=3" + after)
          found += reply.list(list).compactMap {
            ($0[key] as? [String: Any])?["pid"] as? Int
          }
          guard let next = reply.string("next") else { break }
          after = "&after=" + next
        }
        return found
      }
      let ids = processes.map { Int($0.id) }
      #expect(try walk("registrations", "process") == ids.sorted())
      for process in processes { try process.end() }
      #expect(try eventually { try client.get("/v1/deaths").list("deaths").count == 7 })
      #expect(try walk("deaths", "process").sorted() == ids.sorted())
    }

    @Test(
      "A registration that makes no sense is refused with what is wrong",
      arguments: [
        ("", 400, "value is missing"), ("{", 400, "key"), ("[]", 400, "mapping"),
        ("{}", 400, "\"guard\""), ("{\"gard\":{\"name\":\"a\"}}", 400, "did you mean \"guard\""),
        ("{\"guard\":{\"name\":\"a b\"}}", 400, "letters"),
        ("{\"guard\":{\"name\":\"a\",\"tokn\":\"x\"}}", 400, "\"token\""),
        ("{\"guard\":{\"name\":\"a\"}}", 400, "clean-up"),
        ("{\"guard\":{\"name\":\"a\"},\"guard\":{\"name\":\"b\"}}", 400, "twice"),
        (
          "{\"guard\":{\"name\":\"a\",\"token\":\"\\u0007\"},\"cleanup\":{\"actions\":[\"end_orphans\"]}}",
          400, "control"
        ),
        ("{\"guard\":{\"name\":\"a\"},\"on\":\"nonsense ==\"}", 400, ""),
        ("{\"guard\":{\"name\":\"a\"},\"on_unknown\":\"cleen\"}", 400, "clean"),
        (
          "{\"guard\":{\"name\":\"a\"},\"cleanup\":{\"actions\":[{\"comand\":[\"/bin/true\"]}]}}",
          400, "command"
        ),
        (
          "{\"guard\":{\"name\":\"a\"},\"cleanup\":{\"actions\":[{\"command\":[\"true\"]}]}}", 400,
          "absolute"
        ),
        (
          "{\"guard\":{\"name\":\"a\"},\"cleanup\":{\"actions\":[{\"post\":\"ftp://x\"}],\"time_limit\":30}}",
          400, "time_limit"
        ),
        ("{\"process\":{\"pid\":0},\"guard\":{\"name\":\"a\"}}", 400, "pid"),
        (
          "{\"process\":{\"pid\":2147483647},\"guard\":{\"name\":\"a\"},\"cleanup\":{\"actions\":[\"end_orphans\"]}}",
          404, "2147483647"
        ),
        (
          "{\"process\":{\"pid\":1,\"start_ticks\":9223372036854775807},\"guard\":{\"name\":\"a\"},\"cleanup\":{\"actions\":[\"end_orphans\"]}}",
          409, "another"
        ),
      ])
    func refused(text: String, status: Int, part: String) throws {
      let client = try APIConnection(daemon.socket)
      let reply = try client.request("POST", "/v1/registrations", text)
      #expect(reply.status == status, "\(reply.detail)")
      #expect(part.isEmpty || reply.detail.contains(part), "\(reply.detail)")
    }

    @Test("A body of another type is not read")
    func type() throws {
      let client = try APIConnection(daemon.socket)
      for type in ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", ""] {
        #expect(try client.request("POST", "/v1/registrations", "{}", type: type).status == 415)
      }
      let reply = try client.request(
        "POST", "/v1/registrations", "{}", type: "Application/JSON; charset=utf-8")
      #expect(reply.status == 400)
    }
  }
}
