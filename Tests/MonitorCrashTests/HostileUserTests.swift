import Foundation
import KernelInterface
import TestSupport
import Testing

extension CrashTests {
  /// What an ordinary user may try who can reach the daemon's socket.
  struct HostileUserTests {
    private static let nobody = [
      "/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
    ]

    @Test func nobodyRegistersOnlyProcessesOfHisOwn() throws {
      let machine = try GuardedMachine()
      try machine.configure([machine.rule("db")])
      try machine.start()
      let threads = try #require(
        try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task"))
      let thread = try #require(
        threads.compactMap { Int32($0) }.first { $0 != HostFacts.processID })
      // init, a kernel thread, a process of root's, one of its threads, none
      for process in [1, 2, HostFacts.processID, thread, Int32.max] {
        let status = try ask(machine, process, cleanup: "")
        #expect([403, 404].contains(status), "\(process)")
      }
      #expect(machine.number("registrations", "count") == 0)
      // Threads and kernel threads are nobody's processes, root's neither.
      #expect(try register(machine, thread) == 404)
      #expect(try register(machine, 0) == 400)
    }

    @Test func cleanupsOfNobodysReachNothingThatHeCouldNotReachHimself() throws {
      let machine = try GuardedMachine()
      try machine.configure([machine.rule("db")], limits: "resync_interval: 1s")
      try machine.start()
      let manager = FileManager.default
      let own = machine.folder + "/own"
      let foreign = machine.folder + "/foreign"
      for folder in [own, foreign] {
        try manager.createDirectory(atPath: folder, withIntermediateDirectories: false)
      }
      try manager.setAttributes([.posixPermissions: 0o777], ofItemAtPath: own)
      try "kept".write(toFile: foreign + "/file-1", atomically: false, encoding: .utf8)
      try manager.createSymbolicLink(atPath: own + "/link", withDestinationPath: foreign)
      try "".write(toFile: own + "/file-1", atomically: false, encoding: .utf8)
      // What is another's is left alone even where the folder is everybody's.
      try manager.setAttributes([.ownerAccountID: 65_534], ofItemAtPath: own + "/file-1")
      let patterns = [
        "\(own)/../foreign/file-1", "\(own)/link/file-*", "\(foreign)/file-{token}",
        "\(own)/*/file-1",
        "/proc/1/root\(foreign)/file-1",
      ]
      var expected = 0
      for pattern in patterns {
        let status = try attempt(machine, #"[{"remove_files":"\#(pattern)"}]"#)
        #expect([201, 400].contains(status), "\(pattern)")
        if status == 201 { expected += 1 }
      }
      // He may write where he may, and nowhere else.
      #expect(
        try attempt(
          machine, #"[{"command":["/bin/sh","-c","id -u >\#(own)/id; echo >\#(foreign)/new"]}]"#)
          == 201)
      #expect(
        try attempt(machine, #"[{"remove_files":"\#(own)/file-1"}]"#) == 201)
      expected += 2
      #expect(
        eventually {
          let status = machine.status()
          let counts = status?["cleanups"] as? [String: Int] ?? [:]
          return (counts["RESOURCES FREED"] ?? 0) + (counts["GAVE UP"] ?? 0) == expected
        }, "\(machine.status() ?? [:])")
      #expect(manager.fileExists(atPath: foreign + "/file-1"))
      #expect(!manager.fileExists(atPath: foreign + "/new"))
      #expect(!manager.fileExists(atPath: own + "/file-1"))
      #expect(try String(contentsOfFile: own + "/id", encoding: .utf8) == "65534\n")
    }

    /// Registers a process of nobody's with a clean-up, and lets it die.
    ///
    /// - Returns: the answer's status.
    private func attempt(_ machine: GuardedMachine, _ actions: String) throws -> Int {
      let child = try ChildProcess(Self.nobody + ["/bin/sleep", "1000"])
      defer { _ = try? child.wait() }
      // Until setpriv has done its work it is still root's.
      #expect(
        eventually { (try? Files.text(of: "/proc/\(child.id)/comm", limit: 64)) == "sleep\n" })
      let status = try ask(
        machine, child.id, cleanup: #","cleanup":{"attempts":1,"actions":\#(actions)}"#)
      try child.send(signal: 9)
      return status
    }

    private func ask(_ machine: GuardedMachine, _ process: Int32, cleanup: String) throws -> Int {
      let name = cleanup.isEmpty ? "db" : "own"
      let body =
        #"{"process":{"pid":\#(process)},"guard":{"name":"\#(name)","token":"1"}\#(cleanup)}"#
      let command = Process()
      command.executableURL = URL(filePath: Self.nobody[0])
      command.arguments =
        Self.nobody.dropFirst() + [
          GuardedMachine.path(of: "VictimProbe"), "ask", machine.socket, "POST",
          "/v1/registrations", body,
        ]
      let output = Foundation.Pipe()
      command.standardOutput = output
      try command.run()
      let text = try output.fileHandleForReading.readToEnd() ?? Data()
      command.waitUntilExit()
      let number = String(decoding: text, as: UTF8.self).trimmingCharacters(in: .newlines)
      return try #require(Int(number))
    }

    private func register(_ machine: GuardedMachine, _ process: Int32) throws -> Int? {
      try LocalRequest.post(
        "/v1/registrations", #"{"process":{"pid":\#(process)},"guard":{"name":"db"}}"#,
        at: machine.socket)
    }
  }
}
