import Foundation
import KernelInterface
import Testing

@testable import ProcessMonitor

@Suite("The unit of systemd")
struct UnitTests {
  private static let analyze = ServiceFiles.program("systemd-analyze")

  /// The unit with a program that is there, since the daemon need not be installed.
  private func withUnit(_ body: (String) throws -> Void) throws {
    let folder = try Scratch()
    let path = folder.path("pmond.service")
    let text = try ServiceFiles.text(ServiceFiles.unitPath)
    let replaced = text.replacing("ExecStart=/usr/sbin/pmond ", with: "ExecStart=/bin/true ")
    #expect(replaced != text)
    try Data(replaced.utf8).write(to: URL(filePath: path))
    try body(path)
  }

  @Test(
    "systemd finds nothing to say about it",
    .enabled(if: UnitTests.analyze != nil, "systemd is not installed: apt-get install systemd"))
  func verify() throws {
    let analyze = try #require(Self.analyze)
    try withUnit { path in
      let result = try ServiceFiles.run([analyze, "verify", "--man=no", path])
      #expect(result.status == 0)
      #expect(result.output == "")
    }
  }

  @Test(
    "It is as closed as it was when its settings were chosen",
    .enabled(if: UnitTests.analyze != nil, "systemd is not installed: apt-get install systemd"))
  func security() throws {
    let analyze = try #require(Self.analyze)
    try withUnit { path in
      let result = try ServiceFiles.run([
        analyze, "security", "--offline=yes", "--no-pager", "--threshold=40", path,
      ])
      #expect(result.status == 0, "\(result.output)")
    }
  }

  @Test("systemd keeps as many descriptors as are given to it, and their names fit one variable")
  func descriptors() throws {
    let unit = try ServiceFiles.unit()
    let most = try #require(unit["FileDescriptorStoreMax"]?.first.flatMap { Int($0) })
    let store = try #require(try SystemdDescriptorStore(path: "/nowhere"))
    // Besides what a detector keeps: the sockets of the living and of the API.
    #expect(most >= store.capacity + 8)
    // C: MAX_ARG_STRLEN; each name has at most 32 bytes and a colon.
    #expect("LISTEN_FDNAMES=".utf8.count + most * 33 < 131_072)
    // They are all open from the start.
    let limit = try #require(unit["LimitNOFILE"]?.first.flatMap { Int($0) })
    #expect(limit > 2 * most + MonitorLimits().apiConnections)
  }

  @Test("Its folders are those of the configuration's defaults")
  func folders() throws {
    let unit = try ServiceFiles.unit()
    let paths = MonitorPaths()
    #expect(paths.socket == "/run/\(unit["RuntimeDirectory"]?.first ?? "")/pmon.sock")
    #expect(paths.journal == "/var/lib/\(unit["StateDirectory"]?.first ?? "")/journal.sqlite")
  }

  @Test("It has a user of its own, and the capabilities that its comments are about")
  func rights() throws {
    let unit = try ServiceFiles.unit()
    let users = try ServiceFiles.text("packaging/sysusers.d/pmon.conf").split(separator: "\n")
    #expect(unit["User"] == ["pmon"] && unit["Group"] == ["pmon"])
    #expect(users.contains { $0.hasPrefix("u pmon - ") && $0.hasSuffix(" /var/lib/pmon") })
    func set(_ key: String) -> Set<Substring> {
      Set((unit[key] ?? []).flatMap { $0.split(separator: " ") })
    }
    let comments = try ServiceFiles.text(ServiceFiles.unitPath).split(separator: "\n")
      .filter { $0.hasPrefix("#   CAP_") }
    let explained = comments.flatMap { line in
      line.split { $0 != "_" && !$0.isUppercase }.filter { $0.hasPrefix("CAP_") }
    }
    // Without the one, it would not have them; without the other, programs that it runs could have more.
    #expect(set("AmbientCapabilities") == set("CapabilityBoundingSet"))
    #expect(set("AmbientCapabilities") == Set(explained))
  }

  @Test("What the daemon and its clean-ups need is not taken from them")
  func needs() throws {
    let unit = try ServiceFiles.unit()
    for key in ["PrivateTmp", "PrivateUsers", "PrivateNetwork", "PrivateIPC", "ProtectHome"] {
      #expect(unit[key] == ["no"], "\(key)")
    }
    let calls = Set((unit["SystemCallFilter"] ?? []).flatMap { $0.split(separator: " ") })
    #expect(calls == ["@system-service", "perf_event_open"])
    let families = Set((unit["RestrictAddressFamilies"] ?? []).flatMap { $0.split(separator: " ") })
    #expect(families == ["AF_UNIX", "AF_NETLINK", "AF_INET", "AF_INET6"])
    // The daemon ends with these on purpose, as its own keeper has it.
    var policy = RestartPolicy()
    for code in unit["RestartPreventExitStatus"]?.first?.split(separator: " ") ?? [] {
      let number = try #require(UInt32(code))
      #expect(policy.pauseAfterEnd(status: number << 8, lifetime: 1) == nil)
    }
    #expect(unit["RestartPreventExitStatus"] == ["2 3"])
  }
}
