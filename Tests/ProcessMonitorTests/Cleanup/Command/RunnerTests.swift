import Foundation
import Testing

@testable import ProcessMonitor

extension CleanupTests {
  @Suite("Running several")
  struct RunnerTests {
    @Test("No more run at once than may, and an ordered guard's run in their order")
    func limits() async throws {
      let scratch = try Scratch()
      let runner = CleanupRunner(
        limits: CleanupLimits(
          total: 3, guards: ["ordered": .init(concurrent: 9, isOrdered: true)],
          others: .init(concurrent: 2)))
      // Each writes how many are at work, itself included.
      let script = """
        mkdir "$1/$PMON_PID"; ls "$1" | wc -l >>"$1.counts"
        echo $PMON_PID >>"$1.$PMON_GUARD"; sleep 0.02; rmdir "$1/$PMON_PID"
        """
      try scratch.makeFolder("work")
      var queued: [QueuedCleanup] = []
      for number in 0..<30 {
        queued.append(
          runner.begin(
            .sample(
              [.command(["/bin/sh", "-c", script, "sh", scratch.path("work")])],
              pid: Int32(1000 + number), guardName: ["ordered", "a", "b"][number % 3]), attempt: 1))
      }
      for cleanup in queued { #expect(await cleanup.outcome().succeeded) }
      let counts = try scratch.text("work.counts").split(separator: "\n").compactMap { Int($0) }
      #expect(counts.count == 30 && counts.allSatisfy { (1...3).contains($0) })
      #expect(
        try scratch.text("work.ordered").split(separator: "\n").compactMap { Int($0) }
          == Array(stride(from: 1000, to: 1030, by: 3)))
      #expect(runner.counts == (0, 0))
    }

    @Test("Shutting down ends what runs, refuses what waits, and waits for all")
    func shutDown() async throws {
      let scratch = try Scratch()
      let runner = CleanupRunner(limits: CleanupLimits(total: 1))
      let running = runner.begin(
        .shell(
          "trap 'echo bye; exit 3' TERM; touch \"$1\"; while :; do sleep 0.01; done",
          scratch.path("begun")), attempt: 1)
      let waiting = runner.begin(.shell("touch \"$1\"", scratch.path("never")), attempt: 1)
      while !scratch.exists("begun") { try await Task.sleep(for: .milliseconds(5)) }
      await runner.shutDown()
      #expect(runner.counts == (0, 0))
      let ended = await running.outcome()
      #expect(!ended.succeeded && ended.status == 3 << 8 && ended.outputTail.hasSuffix("bye\n"))
      #expect(ended.problem == ActionProblem.interrupted.text)
      #expect(await waiting.outcome().problem == ActionProblem.interrupted.text)
      #expect(
        await runner.run(.shell("touch \"$1\"", scratch.path("never")), attempt: 1).succeeded
          == false)
      #expect(!scratch.exists("never"))
      await runner.shutDown()
    }

    @Test("Cancelling one ends it alone, whether it runs or waits")
    func cancelling() async throws {
      let scratch = try Scratch()
      let runner = CleanupRunner(limits: CleanupLimits(total: 1))
      let first = runner.begin(
        .shell("touch \"$1\"; exec sleep 600", scratch.path("begun")), attempt: 1)
      let second = runner.begin(.shell("touch \"$1\"", scratch.path("never")), attempt: 1)
      let third = runner.begin(.shell("exit 0"), attempt: 1)
      second.cancel()
      #expect(await second.outcome().succeeded == false)
      while !scratch.exists("begun") { try await Task.sleep(for: .milliseconds(5)) }
      let task = Task { await first.outcome() }
      task.cancel()
      #expect(await task.value.problem == ActionProblem.interrupted.text)
      #expect(await third.outcome().succeeded)
      #expect(!scratch.exists("never"))
      first.cancel()
      #expect(runner.counts == (0, 0))
    }
  }
}
