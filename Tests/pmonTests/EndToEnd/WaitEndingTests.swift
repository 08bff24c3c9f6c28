import CLinux
import FoundationEssentials
import KernelInterface
import ProcessEvents
import TestSupport
import Testing

extension EndToEnd {
  @Suite("wait, where there is no status to give")
  struct WaitEndingTests {
    @Test(
      "What is no process id is a wrong request", arguments: ["0", "-5", "x", "1x", "99999999999"])
    func wrongRequest(text: String) throws {
      let pmon = try Program.pmon("wait", "--", text)
      #expect(try pmon.finish() == .exited(code: 2))
      #expect(pmon.error.text.hasPrefix("Error: The value '\(text)' is invalid for '<pid>'"))
    }

    @Test("No process at all, and options unknown, are wrong requests", arguments: [[], ["-5"]])
    func wrongOptions(arguments: [String]) throws {
      let pmon = try Program([PmonBinary.path, "wait"] + arguments)
      #expect(try pmon.finish() == .exited(code: 2))
    }

    @Test("A process that is not there is told, and ends it with 127")
    func absent() throws {
      let gone = try EndedChild("exit 3").process
      let pmon = try Program.pmon("wait", "\(gone)")
      #expect(try pmon.finish() == .exited(code: 127))
      #expect(pmon.error.text == "pmon: there is no process \(gone)\n")
    }

    @Test("A thread is told with its process")
    func thread() throws {
      let ids = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")
      let thread = try #require(ids.first { $0 != "\(getpid())" })
      let pmon = try Program.pmon("wait", thread)
      #expect(try pmon.finish() == .exited(code: 127))
      #expect(
        pmon.error.text == "pmon: \(thread) is a thread of process \(getpid()), not a process\n")
    }

    @Test("It waits for its own ancestors and for process 1, but not beyond its time")
    func timeout() throws {
      let begin = Clocks.monotonic
      let pmon = try Program.pmon("wait", "--timeout", "200ms", "1", "\(getpid())")
      #expect(try pmon.finish() == .exited(code: 124))
      #expect(Clocks.monotonic - begin >= 200_000_000)
      #expect(pmon.error.text == "pmon: the time is over; still running: 1, \(getpid())\n")
    }

    @Test("With no time at all it tells who has ended")
    func noTime() throws {
      let victim = try HeldVictim("exit 4")
      #expect(try wait(for: victim, "--timeout", "0") == .exited(code: 124))
      victim.release()
      try victim.awaitEnd()
      #expect(try wait(for: victim, "--timeout", "0") == .exited(code: 4))
    }

    private func wait(for victim: HeldVictim, _ options: String...) throws
      -> ProcessEvents.ExitStatus
    {
      try Program([PmonBinary.path, "wait"] + options + ["\(victim.id)"]).finish()
    }

    @Test("A signal ends it as a signal does", arguments: [SIGINT, SIGTERM, SIGHUP])
    func signals(signal: Int32) throws {
      let victim = try HeldVictim("exit 0")
      let pmon = try Program.waiting(for: [victim.id])
      pmon.send(signal: signal)
      #expect(try pmon.finish() == .signaled(Signal(rawValue: signal)))
    }

    @Test("That nobody reads does not end it")
    func closedOutput() throws {
      let victim = try HeldVictim("exit 8")
      let pmon = try Program.waiting(for: [victim.id])
      pmon.closeOutput()
      usleep(50_000)
      victim.release()
      #expect(try pmon.finish() == .exited(code: 8))
    }

    @Test(
      "Where the kernel sends no events, it says once what it cannot know, and goes by the rest",
      .enabled(if: Host.isRoot, "only root makes namespaces everywhere"))
    func namespace() throws {
      let victim = try HeldVictim("exit 9")
      let pmon = try Program(["unshare", "-n", PmonBinary.path, "wait", "-v", "\(victim.id)"])
      #expect(try pmon.read { $0.error.text.contains("waiting for") })
      victim.release()
      #expect(try pmon.finish() == .exited(code: 9))
      #expect(pmon.error.lines.count == 2)
      #expect(pmon.error.text.hasPrefix("pmon: without events the status of "))
      #expect(pmon.error.text.contains("child network namespace"))
    }
  }
}
