import TestSupport
import Testing

@testable import ProcessTable

@Suite struct ControlGroupTextTests {
  private func path(_ text: String) -> String? { ControlGroupText.path(in: Array(text.utf8).span) }

  @Test func theUnifiedHierarchyGoesFirst() {
    #expect(path("0::/system.slice/cron.service\n") == "/system.slice/cron.service")
    #expect(
      path("4:memory:/user.slice\n1:name=systemd:/user.slice/s.scope\n0::/user.slice/u.scope\n")
        == "/user.slice/u.scope")
  }

  @Test func aRootSaysLessThanAnyOther() {
    #expect(path("4:memory:/jobs/7\n1:name=systemd:/\n0::/\n") == "/jobs/7")
    #expect(path("4:memory:/jobs/7\n1:name=systemd:/a.service\n0::/\n") == "/a.service")
    #expect(path("4:memory:/\n1:name=systemd:/\n0::/\n") == "/")
  }

  @Test func memoryIsFoundAmongOtherControllers() {
    #expect(path("9:cpu,memory,pids:/a\n") == "/a")
    #expect(
      path("9:memoryx,xmemory,mem:/a\n8:cpu:/b\n7:name=other:/c\n7:name=systemdx:/d\n") == nil)
  }

  @Test func aColonOrSpaceBelongsToThePath() {
    #expect(path("0::/a.slice:cri-containerd:b c\n") == "/a.slice:cri-containerd:b c")
  }

  @Test func theMarkOfARemovedGroupIsNotItsName() {
    #expect(path("0::/a/b (deleted)\n") == "/a/b")
  }

  @Test(arguments: ["", "0::/a", "0::\n", "0:/\n", "::\n", "\n\n", "0::a\n", ":"])
  func aLineThatIsNoneIsLeftOut(_ text: String) { #expect(path(text) == nil) }
}

@Suite struct ControlGroupPathTests {
  private static let id = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  private static let inner = "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210"

  struct Example: Sendable {
    var path: String
    var unit: String?
    var systemUnit: String?
    var slice: String?
    var containerID: String?

    init(
      _ path: String, _ unit: String?, in systemUnit: String? = nil, _ slice: String? = nil,
      _ container: String? = nil
    ) {
      self.path = path
      self.unit = unit
      self.systemUnit = systemUnit ?? unit
      self.slice = slice
      containerID = container
    }
  }

  static let examples = [
    Example("/", nil),
    Example("", nil),
    Example("/init.scope", "init.scope"),
    // systemd
    Example("/system.slice/nginx.service", "nginx.service", "system.slice"),
    Example(
      "/system.slice/system-getty.slice/getty@tty1.service", "getty@tty1.service",
      "system-getty.slice"),
    Example(
      #"/system.slice/systemd-fsck@dev-disk-by\x2duuid-1.service"#,
      #"systemd-fsck@dev-disk-by\x2duuid-1.service"#, "system.slice"),
    Example("/user.slice/user-1000.slice/session-3.scope", "session-3.scope", "user-1000.slice"),
    Example(
      "/user.slice/user-1000.slice/user@1000.service/app.slice/app-gnome-x.scope",
      "app-gnome-x.scope",
      in: "user@1000.service", "app.slice"),
    Example(
      "/user.slice/user-1000.slice/user@1000.service/init.scope", "init.scope",
      in: "user@1000.service", "user-1000.slice"),
    Example("/system.slice/tmp.mount", "tmp.mount", "system.slice"),
    Example("/system.slice/foo.service/payload", "foo.service", "system.slice"),
    Example("/_cpu.service", "cpu.service"),
    Example("/.service", nil),
    // Docker
    Example("/docker/\(id)", nil, nil, id),
    Example("/docker/\(id)/init.scope", "init.scope", nil, id),
    Example(
      "/system.slice/docker-\(id).scope", "docker-\(id).scope", "system.slice", id),
    Example("/docker/\(id)/docker/\(inner)", nil, nil, inner),
    // Podman
    Example(
      "/machine.slice/libpod-\(id).scope/container", "libpod-\(id).scope", "machine.slice", id),
    Example(
      "/machine.slice/libpod-conmon-\(id).scope", "libpod-conmon-\(id).scope", "machine.slice"),
    Example("/libpod_parent/libpod-\(id)", nil, nil, id),
    // Kubernetes, with systemd and without
    Example(
      "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod0a_1b.slice/cri-containerd-\(id).scope",
      "cri-containerd-\(id).scope", "kubepods-burstable-pod0a_1b.slice", id),
    Example(
      "/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod0a.slice/crio-\(id).scope",
      "crio-\(id).scope", "kubepods-besteffort-pod0a.slice", id),
    Example(
      "/kubepods.slice/kubepods-pod0a.slice/crio-conmon-\(id).scope", "crio-conmon-\(id).scope",
      "kubepods-pod0a.slice"),
    Example("/kubepods/besteffort/pod0a-1b/\(id)", nil, nil, id),
    Example(
      "/system.slice/containerd.service/kubepods-burstable-pod0a.slice:cri-containerd:\(id)",
      "containerd.service", "system.slice", id),
    // Amazon ECS
    Example("/ecs/0123456789abcdef0123456789abcdef/\(id)", nil, nil, id),
    // Almost
    Example("/docker/\(id)0", nil),
    Example("/docker/\(id.dropLast())", nil),
    Example("/docker/\(id.uppercased())", nil),
    Example("/x\(id)", nil),
  ]

  @Test(arguments: examples) func itsNamesSayWhatItIs(_ example: Example) {
    let path = ControlGroupPath(example.path)
    #expect(path.unit == example.unit)
    #expect(path.systemUnit == example.systemUnit)
    #expect(path.slice == example.slice)
    #expect(path.containerID == example.containerID)
  }

  @Test func escapesAreForMachines() {
    #expect(ControlGroupPath.unescaped(#"dev-disk-by\x2duuid.swap"#) == "dev-disk-by-uuid.swap")
    #expect(ControlGroupPath.unescaped(#"a\x2Db\x2\xzz\\x"#) == #"a\x2Db\x2\xzz\\x"#)
    #expect(ControlGroupPath.unescaped(#"\xc3\xa9"#) == "é")
    #expect(ControlGroupPath.unescaped(#"\xff"#) == "\u{FFFD}")
  }

  @Test(arguments: Seeds.chosen) func noPathTraps(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let pieces = [
      "/", ".service", ".scope", "-", ":", "_", "\\x2d", "\\", "é", "conmon", Self.id, ".slice",
    ]
    for _ in 0..<500 {
      let path = (0..<random.number(in: 0...8)).map { _ in random.element(of: pieces) }.joined()
      let parsed = ControlGroupPath(path)
      #expect(parsed.containerID?.count ?? 64 == 64)
      _ = ControlGroupPath.unescaped(path)
    }
  }
}
