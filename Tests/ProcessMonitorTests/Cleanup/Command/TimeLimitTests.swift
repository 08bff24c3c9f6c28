import Foundation
import KernelInterface
import ProcessMonitor
import Testing

extension CleanupTests {
  /// Each would hang, were it not ended; the suite's limit is what fails then.
  @Suite("Time limits")
  struct TimeLimitTests {
    private let runner = CleanupRunner()

    @Test(
      "It is ended in whatever way it hangs",
      arguments: [
        "exec sleep 600",
        "sleep 600 & sleep 600",
        "exec >&- 2>&-; exec sleep 600",
        "kill -STOP $$",
        "(exec >/dev/null 2>&1; sleep 600 &) ; exec sleep 600",
        "yes 0123456789",
        "trap '' TERM; while :; do sleep 600; done",
        "trap '' TERM; (trap '' TERM; while :; do :; done) & while :; do :; done",
        "trap '' TERM; kill -STOP $$; while :; do sleep 600; done",
        "trap 'exec sleep 600' TERM; sleep 600 & wait; sleep 600",
      ])
    func hanging(script: String) async throws {
      let scratch = try Scratch()
      let death = GuardedDeath.shell(
        "echo $$ >'\(scratch.path("pid"))'; \(script)", timeLimit: 300, killDelay: 200)
      let outcome = await runner.run(death, attempt: 1)
      #expect(!outcome.succeeded)
      #expect(outcome.problem?.hasPrefix("/bin/sh took longer than 300 ms") == true)
      #expect(outcome.outputTail.utf8.count <= 4096)
      let group = try #require(
        Int32(scratch.text("pid").trimmingCharacters(in: .whitespacesAndNewlines)))
      try Self.expectEmpty(group: group)
    }

    @Test("A command that ends leaves nothing behind in its group, and waits for nobody")
    func leftovers() async throws {
      let scratch = try Scratch()
      let outcome = await runner.run(
        .shell("echo $$ >'\(scratch.path("pid"))'; trap '' TERM HUP; sleep 600 & echo done"),
        attempt: 1)
      #expect(outcome.succeeded && outcome.outputTail == "done\n")
      let group = try #require(
        Int32(scratch.text("pid").trimmingCharacters(in: .whitespacesAndNewlines)))
      try Self.expectEmpty(group: group)
    }

    @Test("A descendant that left the group and holds the output open holds up nothing")
    func escaped() async throws {
      let scratch = try Scratch()
      let outcome = await runner.run(
        .shell(
          "setsid sh -c 'echo $$ >\"$0\"; exec sleep 600' \"$1\" & while ! test -s \"$1\"; do sleep 0.01; done; echo done",
          scratch.path("pid")), attempt: 1)
      #expect(outcome.succeeded && outcome.outputTail == "done\n")
      let escaped = try #require(
        Int32(scratch.text("pid").trimmingCharacters(in: .whitespacesAndNewlines)))
      #expect(kill(escaped, SIGKILL) == 0)
    }

    @Test("SIGTERM leaves time to end well, yet the attempt took too long")
    func polite() async {
      let outcome = await runner.run(
        .shell(
          "trap 'echo bye; exit 0' TERM; while :; do sleep 0.01; done", timeLimit: 300,
          killDelay: 60_000), attempt: 1)
      #expect(!outcome.succeeded && outcome.status == 0)
      // The shell may tell of its child before.
      #expect(outcome.outputTail.hasSuffix("bye\n"))
      #expect(outcome.problem == "/bin/sh took longer than 300 ms")
    }

    @Test("Nothing stays open, whatever becomes of the commands")
    func descriptors() async {
      await #expect(processExitsWith: .success) {
        let runner = CleanupRunner()
        func some() async {
          for death in [
            GuardedDeath.shell("exit 1"), .sample([.command(["/nonexistent"])]),
            .shell("sleep 600", timeLimit: 20, killDelay: 20), .shell("yes | head -n 100000"),
            .sample([
              .removeFiles(pattern: "/proc/*/x"), .removeSharedMemory(namePattern: "x*"),
              .endOrphans,
            ]),
            .sample([.post(url: "http://127.0.0.1:1/")]),
          ] { _ = await runner.run(death, attempt: 1) }
        }
        // The library keeps some for itself.
        await some()
        let before = try Files.openDescriptorCount()
        for _ in 0..<5 { await some() }
        #expect(try Files.openDescriptorCount() == before)
      }
    }

    /// Every member is dead; those that others have to reap may be zombies.
    private static func expectEmpty(group: Int32) throws {
      var living: [Int32] = []
      // A killed process needs a moment to die.
      for _ in 0..<2_000 {
        living = try members(of: group)
        if living.isEmpty { return }
        usleep(5_000)
      }
      Issue.record("processes of group \(group) still live: \(living)")
    }

    private static func members(of group: Int32) throws -> [Int32] {
      var members: [Int32] = []
      try ProcessList.visit { process in
        guard getpgid(process) == group, let stat = ProcessStat(process: process),
          stat.state != UInt8(ascii: "Z")
        else { return }
        members.append(process)
      }
      return members
    }
  }
}
