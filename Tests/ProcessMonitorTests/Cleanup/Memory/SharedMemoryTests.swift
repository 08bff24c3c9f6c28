import Foundation
import KernelInterface
import ProcessEvents
import ProcessTable
import Synchronization
import TestSupport
import Testing

@testable import ProcessMonitor

extension CleanupTests {
  @Suite("Removing shared memory")
  struct SharedMemoryTests {
    private static let boot = BootID.current() ?? BootID(high: 1, low: 2)

    /// Lived from second 1000 to 1010.
    private static func removal(owner: UInt32? = nil) throws -> SharedMemoryRemoval {
      var death = GuardedDeath.sample(pid: 50)
      death.startTime = 1_000_500_000_000
      death.time = 1_010_500_000_000
      return try #require(SharedMemoryRemoval(death, owner: owner, boot: boot))
    }

    private static func segment(
      creator: Int32 = 50, lastUser: Int32 = 50, attachments: UInt64 = 0, owner: UInt32 = 0,
      lastUse: Int64 = 1005, change: Int64 = 1005
    ) -> SharedSegment {
      SharedSegment(
        id: 7, creator: creator, lastUser: lastUser, attachments: attachments, owner: owner,
        lastUse: lastUse, change: change)
    }

    @Test("Only what the dead process made or used last, in its life, and nobody has attached")
    func choice() throws {
      let removal = try Self.removal()
      func isLeft(_ segment: SharedSegment, alive: Int32? = nil) -> Bool {
        removal.isLeft(segment) { $0 == alive }
      }
      #expect(isLeft(Self.segment()))
      #expect(isLeft(Self.segment(lastUser: 0, lastUse: 0)))
      #expect(!isLeft(Self.segment(attachments: 1)))
      #expect(!isLeft(Self.segment(creator: 51, lastUser: 52)))
      // An earlier process with the id, and a later one.
      #expect(!isLeft(Self.segment(change: 998)))
      #expect(!isLeft(Self.segment(change: 1011)))
      #expect(!isLeft(Self.segment(), alive: 50))
      // Its last user, not its maker.
      #expect(isLeft(Self.segment(creator: 51)))
      #expect(!isLeft(Self.segment(creator: 51), alive: 51))
      #expect(!isLeft(Self.segment(creator: 51, lastUse: 900)))
      let owned = try Self.removal(owner: 1000)
      #expect(!owned.isLeft(Self.segment()) { _ in false })
      #expect(owned.isLeft(Self.segment(owner: 1000)) { _ in false })
      var earlier = GuardedDeath.sample()
      earlier.process.boot = BootID(high: 1, low: 1)
      #expect(SharedMemoryRemoval(earlier, owner: nil, boot: Self.boot) == nil)
    }

    @Test("Lines that are not the kernel's are passed over")
    func parsing() {
      let text = """
               key      shmid perms                  size  cpid  lpid nattch   uid   gid  cuid  cgid      atime      dtime      ctime                   rss                  swap
                 0          3  1600                  4096   101   102      2  1000   100  1000   100         11         12         10                     0                     0
        broken
        0 x 1 1 1 1 1 1 1 1 1 1 1 1
        """
      #expect(
        SharedSegment.parse(text) == [
          SharedSegment(
            id: 3, creator: 101, lastUser: 102, attachments: 2, owner: 1000, lastUse: 12, change: 10
          )
        ])
      #expect(SharedSegment.parse("") == [])
    }

    @Test(
      "Root removes a segment with its owner's rights, and not with another's",
      .enabled(if: Host.isRoot, "only root can take another user's rights"))
    func ownersRights() throws {
      let made = Mutex<Int32>(-1)
      let thread = try KernelInterface.Thread {
        try? ThreadCredentials.assume(user: 65_534, group: 65_534, groups: [])
        made.withLock { $0 = shmget(IPC_PRIVATE, 4096, 0o600) }
      }
      thread.join()
      let id = made.withLock { $0 }
      defer { _ = shmctl(id, IPC_RMID, nil) }
      var segment = try #require(try SharedSegment.all().first { $0.id == id })
      #expect(segment.owner == 65_534)
      segment.owner = 1
      let refusal = #expect(throws: SystemCallError.self) { try segment.removeWithOwnersRights() }
      #expect(refusal?.errno == .notPermitted)
      segment.owner = 65_534
      try segment.removeWithOwnersRights()
      #expect(try !SharedSegment.all().contains { $0.id == id })
    }

    @Test("A real segment and POSIX memory go with their maker; others stay")
    func live() async throws {
      let scratch = try Scratch()
      let start = Clocks.realtime
      func make(_ file: String) throws -> (maker: Int32, segment: Int32) {
        let maker = try ChildProcess([
          "/bin/sh", "-c", "exec ipcmk -M 4096 >'\(scratch.path(file))'",
        ])
        #expect(try maker.wait() == 0)
        let id = try scratch.text(file).split(whereSeparator: { !$0.isNumber }).last.flatMap {
          Int32($0)
        }
        return (maker.id, try #require(id))
      }
      let (dead, other) = (try make("dead"), try make("other"))
      defer { _ = shmctl(other.segment, IPC_RMID, nil) }
      let name = "pmon-test-\(dead.maker)-a"
      try Data().write(to: URL(filePath: "/dev/shm/\(name)"))
      var death = GuardedDeath.sample(
        [.removeSharedMemory(namePattern: "pmon-test-{pid}-*")], pid: dead.maker)
      death.startTime = start
      death.time = Clocks.realtime
      let foreign = [UInt32(65_534)].first { _ in Host.isRoot }
      if let foreign {
        var stranger = death
        stranger.owner = foreign
        #expect(await CleanupRunner().run(stranger, attempt: 1).succeeded)
        #expect(try SharedSegment.all().contains { $0.id == dead.segment })
        #expect(FileManager.default.fileExists(atPath: "/dev/shm/\(name)"))
      }
      let outcome = await CleanupRunner().run(death, attempt: 1)
      #expect(outcome.succeeded, "\(outcome)")
      let left = try SharedSegment.all().map(\.id)
      #expect(!left.contains(dead.segment) && left.contains(other.segment))
      #expect(!FileManager.default.fileExists(atPath: "/dev/shm/\(name)"))
      death.plan.actions = [.removeSharedMemory(namePattern: "../tmp/{pid}")]
      #expect(await CleanupRunner().run(death, attempt: 1).succeeded == false)
    }
  }
}
