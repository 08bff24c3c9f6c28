import Testing

@testable import ProcessTable

@Suite struct MemoryHierarchyTests {
  @Test func memorysOwnHierarchyGoesFirst() throws {
    let hierarchy = try #require(
      MemoryHierarchy(
        mounts: """
          22 28 0:20 / /proc rw - proc proc rw
          30 28 0:26 / /sys/fs/cgroup/unified rw shared:4 - cgroup2 cgroup2 rw
          31 28 0:27 / /sys/fs/cgroup/mem\\040ory rw - cgroup cgroup rw,cpu,memory
          """))
    #expect(hierarchy.mountPoint == "/sys/fs/cgroup/mem ory")
    #expect(!hierarchy.isUnified)
    #expect(hierarchy.folder(of: "/a/b") == "/sys/fs/cgroup/mem ory/a/b")
  }

  @Test func aPartMayBeMounted() throws {
    let hierarchy = try #require(
      MemoryHierarchy(mounts: "30 28 0:26 /docker/a /sys/fs/cgroup rw - cgroup2 cgroup2 rw"))
    #expect(hierarchy.isUnified)
    #expect(hierarchy.folder(of: "/docker/a") == "/sys/fs/cgroup")
    #expect(hierarchy.folder(of: "/docker/a/b") == "/sys/fs/cgroup/b")
    #expect(hierarchy.folder(of: "/docker/ab") == nil)
    #expect(hierarchy.folder(of: "/../b") == nil)
    #expect(hierarchy.folder(of: "b") == nil)
  }

  @Test(arguments: ["", "\n", "1 2 3", "1 2 3 4 5 6 - cgroup2", "- - - - - - - - -"])
  func withoutOneThereIsNone(_ text: String) { #expect(MemoryHierarchy(mounts: text) == nil) }

  @Test func theCountHasALineOfItsOwn() {
    #expect(
      MemoryHierarchy.killCount(in: "low 0\nhigh 0\nmax 3\noom 2\noom_kill 1\noom_group_kill 0\n")
        == 1)
    #expect(MemoryHierarchy.killCount(in: "oom_kill_disable 0\nunder_oom 0\noom_kill 4\n") == 4)
    #expect(MemoryHierarchy.killCount(in: "oom_kill_disable 0\nunder_oom 0\n") == nil)
  }
}
