import Foundation
import KernelInterface
import ProgramVersion
import TestSupport
import Testing

extension DaemonTests {
  @Suite("Start, reload and end")
  struct LifecycleTests {
    private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    /// What a run that ends by itself says.
    private func run(
      _ arguments: [String], of program: String = DaemonProgram.binary
    ) throws -> (status: Int32, text: String) {
      let process = Process()
      process.executableURL = URL(filePath: program)
      process.arguments = arguments
      let pipe = Foundation.Pipe()
      process.standardError = pipe
      process.standardOutput = pipe
      try process.run()
      let data = pipe.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }

    /// For a user who may not look where the build is; by another process, since what this one has open for writing
    /// can be in use by a child that is begun meanwhile, and then not be run.
    private func copyBinary(to path: String) throws {
      #expect(try ChildProcess(["/bin/cp", DaemonProgram.binary, path]).wait() == 0)
    }

    @Test("SIGTERM and SIGINT end it in order", arguments: [15, 2])
    func end(signal: Int32) throws {
      let daemon = try DaemonProgram()
      let idle = try APIConnection(daemon.socket)
      #expect(try idle.get("/healthz").status == 200)
      daemon.send(signal: signal)
      #expect(daemon.wait() == 0)
      #expect(try idle.receiveAll().isEmpty)
      #expect(!exists(daemon.socket))
      #expect(eventually { daemon.text.contains("ended;") })
    }

    @Test("The socket is open to all, in a folder of its own")
    func socket() throws {
      let daemon = try DaemonProgram()
      func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      }
      #expect(try mode(daemon.socket) == 0o666)
      #expect(try mode(daemon.folder + "/run") == 0o755)
    }

    @Test("A second daemon ends with a sentence, and the first goes on")
    func second() throws {
      let daemon = try DaemonProgram()
      for arguments in [["--no-keeper"], []] {
        let (status, text) = try run(["--config", daemon.configurationPath] + arguments)
        #expect(status == 1)
        #expect(text.contains("Another daemon listens"), "\(text)")
        #expect(text.split(separator: "\n").count == 1)
      }
      #expect(try APIConnection(daemon.socket).get("/healthz").status == 200)
    }

    @Test("A killed daemon's socket is taken over; what is no socket is left alone")
    func stale() throws {
      let daemon = try DaemonProgram()
      daemon.send(signal: 9)
      #expect(daemon.wait() == 9)
      #expect(exists(daemon.socket))
      let next = try DaemonProgram(in: daemon.folder, "", ["--no-keeper"])
      #expect(next.waitForLog("listening at"))
      #expect(try APIConnection(next.socket).get("/healthz").status == 200)
      next.send(signal: 15)
      #expect(next.wait() == 0)
      try "precious".write(toFile: next.socket, atomically: false, encoding: .utf8)
      let (status, text) = try run(["--config", next.configurationPath, "--no-keeper"])
      #expect(status == 1)
      #expect(text.contains(next.socket), "\(text)")
      #expect(try String(contentsOfFile: next.socket, encoding: .utf8) == "precious")
    }

    @Test("An end that was not in order is told at the next start, and one in order is not")
    func disorder() throws {
      let guards =
        "guards: [{name: a, match: name == nobody-has, cleanup: {actions: [end_orphans]}}]"
      let sentence = "did not end in order"
      let daemon = try DaemonProgram(guards)
      daemon.send(signal: 9)
      #expect(daemon.wait() == 9)
      let second = try DaemonProgram(in: daemon.folder, guards, ["--no-keeper"])
      #expect(second.waitForLog("listening at"))
      #expect(second.text.contains(sentence))
      second.send(signal: 15)
      #expect(second.wait() == 0)
      let third = try DaemonProgram(in: daemon.folder, guards, ["--no-keeper"])
      #expect(third.waitForLog("listening at"))
      #expect(!daemon.text.contains(sentence) && !third.text.contains(sentence))
      third.send(signal: 15)
      #expect(third.wait() == 0)
    }

    @Test("A new configuration takes effect as a whole, a bad one not at all")
    func reload() throws {
      let daemon = try DaemonProgram("guards: [{name: a}]")
      let client = try APIConnection(daemon.socket)
      try daemon.configure("guards: [{name: a}, {name: b}, {name: c}]")
      daemon.send(signal: 1)
      #expect(
        try eventually { try client.get("/v1/status").number("configuration", "guards") == 3 })
      try daemon.configure("guards: [{name: a, cleenup: {}}]\nlimitz: {}")
      daemon.send(signal: 1)
      #expect(daemon.waitForLog("stays as it was"))
      #expect(daemon.text.contains("cleanup") && daemon.text.contains("limits"))
      #expect(try client.get("/v1/status").number("configuration", "guards") == 3)
      try daemon.configure("guards: []\nlimits: {api_body: 1KiB}")
      daemon.send(signal: 1)
      #expect(
        try eventually { try client.get("/v1/status").number("configuration", "guards") == 0 })
      let body = String(repeating: " ", count: 2000)
      #expect(try client.request("POST", "/v1/registrations", body).status == 413)
    }

    @Test("What waits for the daemon to be killed is served by its successor")
    func keeper() throws {
      let daemon = try DaemonProgram("guards: [{name: a, cleanup: {actions: [end_orphans]}}]", [])
      let client = try APIConnection(daemon.socket)
      let process = try GuardedProcess()
      let made = try client.request(
        "POST", "/v1/registrations",
        "{\"process\":{\"pid\":\(process.id)},\"guard\":{\"name\":\"a\"}}")
      let id = try #require(made.string("id"))
      let pid = try #require(try client.get("/v1/status").number("pid"))
      #expect(pid != Int(daemon.pid))
      ProcessActions.send(signal: 9, to: Int32(pid))
      try process.end()
      #expect(daemon.waitForLog("listening at", count: 2))
      let next = try APIConnection(daemon.socket)
      #expect(
        try eventually {
          try next.get("/v1/deaths/\(id)").string("cleanup", "state") == "RESOURCES FREED"
        })
      #expect(try next.get("/v1/status").string("detection", "continuity") == "kept")
      daemon.send(signal: 15)
      #expect(daemon.wait() == 0)
      #expect(!exists(daemon.socket))
    }

    @Test("A daemon that cannot start says why once, with a keeper as well")
    func impossible() throws {
      let folder = "/tmp/pmon-service-\(UUID())"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let text = "paths: {journal: /proc/nowhere/journal, socket: \(folder)/s}"
      try text.write(toFile: folder + "/c.yaml", atomically: true, encoding: .utf8)
      for arguments in [["--no-keeper"], []] {
        let (status, text) = try run(["--config", folder + "/c.yaml"] + arguments)
        #expect(status == 1)
        #expect(text.split(separator: "\n").count == 1, "\(text)")
        #expect(text.contains("/proc/nowhere"))
      }
    }

    @Test(
      "Where its user may not make its socket it says so, and ends with 3",
      .enabled(if: Host.isRoot, "only root can become another user"))
    func refusedFolder() throws {
      let folder = "/tmp/pmon-service-\(UUID())"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder)
      defer { try? FileManager.default.removeItem(atPath: folder) }
      try copyBinary(to: folder + "/pmond")
      for socket in ["\(folder)/s", "\(folder)/r/s"] {
        let path = folder + "/c.yaml"
        let text = "paths: {journal: \(folder)/j, socket: \(socket)}"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        let (status, said) = try run(
          [
            "--reuid=65534", "--regid=65534", "--clear-groups", folder + "/pmond", "--config", path,
          ],
          of: "/usr/bin/setpriv")
        #expect(status == 3)
        #expect(said.contains("EACCES") && said.split(separator: "\n").count == 1, "\(said)")
      }
    }

    @Test("--check tells all mistakes with their places")
    func check() throws {
      let folder = "/tmp/pmon-service-\(UUID())"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let path = folder + "/c.yaml"
      try "guards: [{name: a}]".write(toFile: path, atomically: true, encoding: .utf8)
      #expect(try run(["--config", path, "--check"]) == (0, ""))
      try """
      guards:
        - {name: a, cleanup: {actions: [command: [/nonexistent/prog], command: [/etc/passwd]]}}
        - {name: b, cleanup: {user: no-such-user, actions: [command: [/bin/true]]}}
      """.write(toFile: path, atomically: true, encoding: .utf8)
      let will = "\(path): warning: clean-ups of guard"
      let warnings = try run(["--config", path, "--check"])
      #expect(warnings.status == 0)
      #expect(
        warnings.text == """
          \(will) "a" will fail: there is no program /nonexistent/prog
          \(will) "a" will fail: /etc/passwd is no program that can be executed
          \(will) "b" will fail: there is no user no-such-user

          """)
      try "guards:\n  - nam: a\nlimitz: {}\n".write(toFile: path, atomically: true, encoding: .utf8)
      let (status, text) = try run(["--config", path, "--check"])
      #expect(status == 2)
      #expect(text.contains("\(path):2:5: "), "\(text)")
      #expect(text.contains("\(path):3:1: "), "\(text)")
      #expect(try run(["--config", folder + "/no.yaml", "--check"]).status == 2)
      #expect(try run(["--nonsense"]).status == 2)
      #expect(try run(["--help"]).status == 0)
      #expect(try run(["--version"]).text.hasPrefix("pmond \(ProgramVersion.number) ("))
      try "access: {group: no-such-group}".write(toFile: path, atomically: true, encoding: .utf8)
      #expect(try run(["--config", path, "--check"]).status == 2)
    }

    @Test(
      "An ordinary user runs it with paths of his own",
      .enabled(if: Host.isRoot && Host.connectorFilters, "this process cannot become another user"))
    func ordinaryUser() throws {
      let folder = "/tmp/pmon-service-\(UUID())"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let path = folder + "/c.yaml"
      let text = "paths: {journal: \(folder)/j/journal, socket: \(folder)/r/s}"
      try text.write(toFile: path, atomically: true, encoding: .utf8)
      let binary = folder + "/pmond"
      try copyBinary(to: binary)
      for path in [folder, path] {
        try FileManager.default.setAttributes([.ownerAccountID: 65_534], ofItemAtPath: path)
      }
      let process = try ChildProcess([
        "/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", binary,
        "--config", path, "--no-keeper",
      ])
      #expect(
        eventually {
          (try? APIConnection(folder + "/r/s", asNobody: true).get("/readyz").status) == 200
        })
      try process.send(signal: 15)
      #expect(try process.wait() == 0)
    }
  }
}
