import Foundation
import KernelInterface
import TestSupport
import Testing

@testable import ProcessMonitor

extension CleanupTests {
  @Suite(
    "Another user's rights", .enabled(if: Host.isRoot, "only root can take another user's rights"))
  struct RightsTests {
    @Test(
      "A thread has the user's effective ids and no capability, and can still not be sent signals by him"
    )
    func thread() async throws {
      let status = try await BlockingWork.run(as: .withID(65_534)) { () throws(ActionProblem) in
        (try? Files.text(of: "/proc/thread-self/status")) ?? ""
      }
      func line(_ name: String) -> [Substring] {
        let line = status.split(separator: "\n").first { $0.hasPrefix(name + ":") }
        return line?.split(whereSeparator: \.isWhitespace).dropFirst().map { $0 } ?? []
      }
      // Real, effective, saved, file system: signals ask for the first and the third.
      #expect(line("Uid") == ["0", "65534", "0", "65534"])
      #expect(line("Gid")[1] == "65534" && line("Gid")[3] == "65534")
      #expect(line("Groups") == ["65534"])
      // Nor one that it could take up again.
      for set in ["CapEff", "CapPrm", "CapInh", "CapAmb"] {
        #expect(line(set) == ["0000000000000000"], "\(set)")
      }
      #expect(HostFacts.effectiveUser == 0)
      let own = try await BlockingWork.run { () throws(ActionProblem) in
        (try? Files.text(of: "/proc/thread-self/status")) ?? ""
      }
      #expect(own.contains("Uid:\t0\t0\t0\t0"))
    }

    @Test("An ordinary user's death is not posted to a socket that he may not use")
    func post() async throws {
      let scratch = try Scratch()
      let server = try LocalServer(path: scratch.path("s"), answer: "HTTP/1.1 204 x\r\n\r\n")
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o600], ofItemAtPath: scratch.path("s"))
      var death = GuardedDeath.sample([.post(url: "unix:\(scratch.path("s")):/")])
      death.owner = 65_534
      let refused = await CleanupRunner().run(death, attempt: 1)
      #expect(refused.problem?.contains("EACCES") == true, "\(refused)")
      death.owner = nil
      #expect(await CleanupRunner().run(death, attempt: 1).succeeded)
      _ = server.request()
    }

    @Test("Users and their groups are read as the C library reads them")
    func accounts() throws {
      let scratch = try Scratch()
      try Data(
        """
        # comment
        +nis:x:5:5::/:
        broken:x:7
        db:x:100:101:The database,,,:/var/lib/db:/bin/sh
        db:x:200:201::/second:/bin/sh
        homeless:x:300:300:::
        """.utf8
      ).write(to: URL(filePath: scratch.path("passwd")))
      try Data("db:x:101:\nadm:x:4:root,db\nodd\nmore:x:9:dbx,homeless\nx:x:8:db\n".utf8)
        .write(to: URL(filePath: scratch.path("group")))
      func named(_ name: String) -> UserAccount? {
        UserAccount.named(
          name, passwords: scratch.path("passwd"), groups: scratch.path("group"))
      }
      let database = UserAccount(
        id: 100, group: 101, groups: [101, 4, 8], name: "db", home: "/var/lib/db")
      #expect(named("db") == database && named("100") == database)
      #expect(
        named("homeless")
          == UserAccount(id: 300, group: 300, groups: [300, 9], name: "homeless", home: "/"))
      for name in ["+nis", "broken", "#", "", "999", "root"] {
        #expect(named(name) == nil, "\(name)")
      }
    }
  }
}
