import Foundation
import KernelInterface
import TestSupport
import Testing

extension DaemonTests {
  @Suite(
    "Under a user of its own, with capabilities",
    .enabled(if: Host.isRoot && Host.connectorFilters, "this process cannot become another user"))
  struct OwnUserTests {
    private static let command =
      "[/bin/sh, -c, \"grep -E '^(Uid|Cap(Inh|Prm|Eff|Amb)):' /proc/self/status\"]"
    private static let commandJSON = command.replacing("/bin/sh, -c", with: "\"/bin/sh\",\"-c\"")
    private static let none = "0000000000000000"
    private let names = (0..<3).map { _ in
      "pmon-\(String(UInt32.random(in: .min ... .max), radix: 16))"
    }

    /// Runs a copy of a program by another name, to its end.
    private func run(
      _ name: String, in daemon: DaemonProgram, of program: String = "/usr/bin/dash",
      _ arguments: [String] = ["-c", "exit 3"]
    ) throws {
      let path = daemon.folder + "/" + name
      try FileManager.default.copyItem(atPath: program, toPath: path)
      _ = try ChildProcess([path] + arguments).wait()
    }

    /// The only death of a guard, once its clean-up is in a state.
    private func death(
      of guardName: String, _ state: String, _ client: APIConnection
    ) throws -> Reply {
      var id: String?
      let isThere = try eventually {
        let list = try client.get("/v1/deaths?guard=\(guardName)").list("deaths")
        let found = list.first { ($0["cleanup"] as? [String: Any])?["state"] as? String == state }
        id = (found?["guard"] as? [String: Any])?["death_id"] as? String
        return id != nil
      }
      let all = try client.get("/v1/deaths?limit=10").text
      try #require(isThere, "\(all)")
      return try client.get("/v1/deaths/\(try #require(id))")
    }

    private func rights(in death: Reply) throws -> [String: String] {
      let output = try #require(death.list("attempts").first?["output"] as? String)
      let pairs = output.split(whereSeparator: \.isNewline).map {
        $0.split(whereSeparator: \.isWhitespace).map(String.init)
      }
      return Dictionary(uniqueKeysWithValues: pairs.map { ($0[0], $0[1]) })
    }

    private func rights(
      user: Int, permitted: String = none, effective: String = none
    ) -> [String: String] {
      [
        "Uid:": "\(user)", "CapInh:": Self.none, "CapPrm:": permitted, "CapEff:": effective,
        "CapAmb:": Self.none,
      ]
    }

    @Test("Commands have capabilities only as root, and those alone that the daemon has")
    func commands() throws {
      func rule(_ name: String, _ process: String, _ user: String) -> String {
        "{name: \(name), match: name == \(process), "
          + "cleanup: {\(user)actions: [command: \(Self.command)]}}"
      }
      let daemon = try OwnUser.daemon(
        "guards: [\(rule("own", names[0], "")), \(rule("root", names[1], "user: root, ")), "
          + "\(rule("nobody", names[2], "user: nobody, "))]")
      let client = try APIConnection(daemon.socket)
      // They live too short for /proc: their names come from perf's side band.
      for name in names { try run(name, in: daemon) }
      func told(_ guardName: String) throws -> [String: String] {
        try rights(in: try death(of: guardName, "RESOURCES FREED", client))
      }
      #expect(try told("own") == rights(user: OwnUser.id))
      #expect(
        try told("root") == rights(user: 0, permitted: OwnUser.mask, effective: OwnUser.mask))
      #expect(try told("nobody") == rights(user: 65_534))
      #expect(!daemon.text.contains("will fail"), "\(daemon.text)")
    }

    @Test("Its own actions reach what root's would: closed and sticky folders, others' processes")
    func actions() throws {
      let scratch = try Scratch()
      let daemon = try OwnUser.daemon(
        """
        guards:
          - name: sweep
            match: name == \(names[0])
            cleanup:
              actions:
                - remove_files: \(scratch.path)/closed/file
                - remove_files: \(scratch.path)/sticky/file
                - end_orphans
        """)
      try scratch.folder("closed", mode: 0o700)
      try scratch.folder("sticky", mode: 0o1777)
      for name in ["closed/file", "sticky/file"] { try scratch.file(name, owner: 65_534) }
      try run(
        names[0], in: daemon, ["-c", "sleep 1000 & echo $! >\(scratch.path)/orphan; exit 3"])
      let client = try APIConnection(daemon.socket)
      _ = try death(of: "sweep", "RESOURCES FREED", client)
      #expect(!scratch.exists("closed/file") && !scratch.exists("sticky/file"))
      let orphan = try #require(Int32(try scratch.text("orphan").filter(\.isNumber)))
      #expect(eventually { !ProcessActions.exists(orphan) || Self.isZombie(orphan) })
    }

    private static func isZombie(_ process: Int32) -> Bool {
      (try? Files.text(of: "/proc/\(process)/stat"))?.contains(") Z ") == true
    }

    @Test("An ordinary user's registration has his rights, and no capability")
    func registration() throws {
      let daemon = try OwnUser.daemon("guards: []")
      let scratch = try Scratch()
      try scratch.folder("his", mode: 0o755, owner: 65_534)
      try scratch.file("his/file", owner: 65_534)
      try scratch.folder("closed", mode: 0o700)
      try scratch.file("closed/file", owner: 65_534)
      let nobody = try APIConnection(daemon.socket, asNobody: true)
      func register(_ guardName: String, _ actions: String) throws -> GuardedProcess {
        let process = try GuardedProcess(asNobody: true)
        let made = try nobody.request(
          "POST", "/v1/registrations",
          "{\"process\":{\"pid\":\(process.id)},\"guard\":{\"name\":\"\(guardName)\"},"
            + "\"cleanup\":{\"attempts\":1,\"actions\":[\(actions)]}}")
        #expect(made.status == 201, "\(made.text)")
        return process
      }
      let first = try register(
        "may",
        "{\"command\":\(Self.commandJSON)},{\"remove_files\":\"\(scratch.path)/his/file\"}")
      let second = try register("not", "{\"remove_files\":\"\(scratch.path)/closed/file\"}")
      try first.end()
      try second.end()
      let done = try death(of: "may", "RESOURCES FREED", nobody)
      #expect(try rights(in: done) == rights(user: 65_534))
      #expect(!scratch.exists("his/file"))
      let refused = try death(of: "not", "GAVE UP", nobody)
      let problem = try #require(refused.list("attempts").first?["problem"] as? String)
      #expect(problem.contains("EACCES") && !problem.contains("CAP_"), "\(problem)")
      #expect(scratch.exists("closed/file"))
    }

    @Test("Root's registrations run as root, and those of its own user as that user")
    func root() throws {
      let daemon = try OwnUser.daemon("guards: []")
      let client = try APIConnection(daemon.socket)
      let process = try GuardedProcess()
      let made = try client.request(
        "POST", "/v1/registrations",
        "{\"process\":{\"pid\":\(process.id)},\"guard\":{\"name\":\"roots\"},"
          + "\"cleanup\":{\"actions\":[{\"command\":\(Self.commandJSON)}]}}")
      #expect(made.status == 201, "\(made.text)")
      try process.end()
      #expect(
        try rights(in: try death(of: "roots", "RESOURCES FREED", client))
          == rights(user: 0, permitted: OwnUser.mask, effective: OwnUser.mask))
    }

    @Test("What it has no capability for is said at the start, to who registers, at the attempt")
    func missing() throws {
      let scratch = try Scratch()
      try scratch.folder("closed", mode: 0o700)
      try scratch.file("closed/file", owner: 0)
      let daemon = try OwnUser.daemon(
        """
        guards:
          - name: nobodys
            match: name == \(names[0])
            cleanup: {user: nobody, attempts: 1, actions: [command: [/bin/true]]}
          - name: closed
            match: name == \(names[1])
            cleanup: {attempts: 1, actions: [remove_files: \(scratch.path)/closed/file]}
        """, without: ["setuid", "setgid", "kill", "dac_override"])
      let lack = "the monitor's user \(OwnUser.id) has not CAP_SETUID, CAP_SETGID"
      let sentence = "nothing can run as nobody: \(lack), CAP_KILL"
      #expect(daemon.text.contains("clean-ups of guard \"nobodys\" will fail: \(sentence)"))
      let process = try GuardedProcess(asNobody: true)
      let refused = try APIConnection(daemon.socket, asNobody: true).request(
        "POST", "/v1/registrations",
        "{\"process\":{\"pid\":\(process.id)},\"guard\":{\"name\":\"x\"},"
          + "\"cleanup\":{\"actions\":[\"end_orphans\"]}}")
      #expect(refused.status == 409)
      #expect(refused.detail.contains("he registration is user 65534's, and \(lack)"))
      try process.end()
      let client = try APIConnection(daemon.socket)
      for name in names.prefix(2) { try run(name, in: daemon) }
      func problem(_ guardName: String) throws -> String? {
        try death(of: guardName, "GAVE UP", client).list("attempts").first?["problem"] as? String
      }
      #expect(try problem("nobodys") == sentence)
      let closed = try problem("closed") ?? ""
      #expect(closed.contains("EACCES") && closed.contains("has not CAP_DAC_OVERRIDE"), "\(closed)")
      #expect(scratch.exists("closed/file"))
    }
  }
}

/// A folder that everybody may search, and that goes away with its owner.
private final class Scratch: Sendable {
  let path = "/tmp/pmon-own-user-\(UUID())"

  init() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    try set(path, mode: 0o755, owner: 0)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  private func set(_ path: String, mode: Int, owner: Int) throws {
    try FileManager.default.setAttributes(
      [.posixPermissions: mode, .ownerAccountID: owner], ofItemAtPath: path)
  }

  func folder(_ name: String, mode: Int, owner: Int = 0) throws {
    let path = "\(path)/\(name)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    try set(path, mode: mode, owner: owner)
  }

  func file(_ name: String, owner: Int) throws {
    let path = "\(path)/\(name)"
    try Data("text".utf8).write(to: URL(filePath: path))
    try set(path, mode: 0o644, owner: owner)
  }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(path)/\(name)") }

  func text(_ name: String) throws -> String {
    try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
  }
}
