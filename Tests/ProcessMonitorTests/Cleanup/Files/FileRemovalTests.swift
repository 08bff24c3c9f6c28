import Foundation
import KernelInterface
import ProcessMonitor
import Synchronization
import TestSupport
import Testing

extension CleanupTests {
  @Suite("Removing files")
  struct FileRemovalTests {
    private let runner = CleanupRunner()

    private func remove(_ pattern: String, owner: UInt32? = nil, token: String? = nil) async
      -> CleanupOutcome
    {
      var death = GuardedDeath.sample([.removeFiles(pattern: pattern)])
      death.owner = owner
      death.token = token
      return await runner.run(death, attempt: 1)
    }

    @Test("What matches goes, all else stays")
    func removal() async throws {
      let scratch = try Scratch()
      for name in ["a", "b"] { try scratch.makeFolder(name) }
      let going = ["a/db.4242.sock", "b/db.4242.lock", "a/x4242"]
      let staying = ["a/db.42421", "b/db.424", "a/.4242", "c", "a/db"]
      for name in going + staying { try scratch.makeFile(name) }
      try scratch.makeFolder("a/d4242")
      try scratch.makeFile("a/d4242/4242")
      try scratch.makeLink("b/4242", to: scratch.path("c"))
      #expect(unsafe mkfifo(scratch.path("b/fifo-4242"), 0o600) == 0)
      #expect(await remove("\(scratch.path)/[ab]/*{pid}*").succeeded)
      for name in going + ["b/4242", "b/fifo-4242"] { #expect(!scratch.exists(name), "\(name)") }
      for name in staying + ["a/d4242/4242"] { #expect(scratch.exists(name), "\(name)") }
      // Again: there is nothing left to do.
      #expect(await remove("\(scratch.path)/[ab]/*{pid}*").succeeded)
      #expect(await remove("\(scratch.path)/none/{pid}").succeeded)
      let refused = await remove("\(scratch.path)/a/d{pid}")
      #expect(refused.problem == "\(scratch.path)/a/d4242 is a directory")
    }

    @Test("No step follows a symbolic link, not even the guard's own")
    func links() async throws {
      let scratch = try Scratch()
      for name in ["target", "spool"] { try scratch.makeFolder(name) }
      try scratch.makeFile("target/4242")
      try scratch.makeLink("link", to: scratch.path("target"))
      try scratch.makeLink("spool/x", to: scratch.path("target"))
      #expect(await remove("\(scratch.path)/link/{pid}").problem?.contains("symbolic link") == true)
      #expect(await remove("\(scratch.path)/spool/*/{pid}").succeeded)
      #expect(scratch.exists("target/4242"))
    }

    @Test(
      "An ordinary user's registration removes what is his, where he could",
      .enabled(if: Host.isRoot, "only root has registrations of other users"))
    func ownersRights() async throws {
      let scratch = try Scratch()
      try scratch.makeFolder("open", mode: 0o777)
      try scratch.makeFolder("sticky", mode: 0o1777)
      try scratch.makeFolder("closed", mode: 0o755)
      try scratch.makeFolder("secret", mode: 0o700)
      for folder in ["open", "sticky", "closed", "secret"] {
        try scratch.makeFile("\(folder)/mine-4242", owner: 65_534)
        try scratch.makeFile("\(folder)/root-4242")
        try scratch.makeFile("\(folder)/other-4242", owner: 1)
      }
      #expect(await remove("\(scratch.path)/open/*-{pid}", owner: 65_534).succeeded)
      #expect(await remove("\(scratch.path)/sticky/*-{pid}", owner: 65_534).succeeded)
      #expect(!scratch.exists("open/mine-4242") && !scratch.exists("sticky/mine-4242"))
      // The kernel would have let him remove it; it is not his all the same.
      let root = await remove("\(scratch.path)/open/root-{pid}", owner: 65_534)
      #expect(root.problem?.hasSuffix("is not user 65534's") == true)
      let closed = await remove("\(scratch.path)/closed/mine-{pid}", owner: 65_534)
      #expect(closed.problem?.contains("EACCES") == true)
      let secret = await remove("\(scratch.path)/secret/mine-{pid}", owner: 65_534)
      #expect(secret.problem?.contains("EACCES") == true)
      for folder in ["open", "sticky", "closed", "secret"] {
        #expect(scratch.exists("\(folder)/root-4242") && scratch.exists("\(folder)/other-4242"))
      }
      #expect(scratch.exists("closed/mine-4242") && scratch.exists("secret/mine-4242"))
      // This process has kept its rights.
      #expect(HostFacts.effectiveUser == 0)
    }

    @Test(
      "A hostile user who swaps a folder for a link meanwhile leads nowhere",
      .enabled(if: Host.isRoot, "only root has files that the user may not remove"),
      arguments: [nil, 65_534] as [UInt32?])
    func race(owner: UInt32?) async throws {
      let scratch = try Scratch()
      try scratch.makeFolder("victim")
      try scratch.makeFolder("spool", mode: 0o777)
      // The loop below is all that the hostile user may do: it is in his own folder.
      let hostile = Hostile(folder: scratch.path("spool"), target: scratch.path("victim"))
      defer { hostile.stop() }
      var removed = 0
      for _ in 0..<400 {
        try scratch.makeFile("victim/4242", mode: 0o666)
        _ = await remove("\(scratch.path)/spool/dir/{pid}", owner: owner)
        _ = await remove("\(scratch.path)/spool/*/{pid}", owner: owner)
        #expect(scratch.exists("victim/4242"))
        if hostile.lost { removed += 1 }
      }
      // Both did what they could: it was a race.
      #expect(hostile.swaps > 0 && removed > 0)
      print("swaps: \(hostile.swaps), own files removed: \(removed)")
    }
  }
}

/// Makes a name a folder with a file, then a link to another folder, and so on, as fast as it can.
private final class Hostile: Sendable {
  private let isStopped = Atomic(false)
  private let count = Atomic(0)
  private let lostFile = Atomic(false)
  private let thread: Mutex<KernelInterface.Thread?> = Mutex(nil)

  init(folder: String, target: String) {
    thread.withLock { slot in
      slot = try? KernelInterface.Thread { [self] in
        let (name, kept) = ("\(folder)/dir", "\(folder)/kept")
        unsafe mkdir(kept, 0o755)
        unsafe chown(kept, 65_534, 65_534)
        while !isStopped.load(ordering: .relaxed) {
          let file = unsafe open("\(kept)/4242", O_CREAT | O_WRONLY, 0o666)
          fchown(file, 65_534, 65_534)
          close(file)
          unsafe rename(kept, name)
          usleep(20)
          unsafe rename(name, kept)
          if unsafe access("\(kept)/4242", F_OK) != 0 { lostFile.store(true, ordering: .relaxed) }
          unsafe symlink(target, name)
          usleep(20)
          unsafe unlink(name)
          count.add(1, ordering: .relaxed)
        }
      }
    }
  }

  var swaps: Int { count.load(ordering: .relaxed) }
  /// Whether a file of its own was removed since the last look.
  var lost: Bool { lostFile.exchange(false, ordering: .relaxed) }

  func stop() {
    isStopped.store(true, ordering: .relaxed)
    thread.withLock { if let thread = $0.take() { thread.join() } }
  }
}
