import CLinux
import FoundationEssentials
import KernelInterface
import ProcessEvents
import TestSupport
import Testing

extension EndToEnd {
  @Suite("wait")
  struct WaitTests {
    @Test(
      "It ends as the process does, reaped at once or not at all",
      arguments: [
        "exit 0", "exit 3", "exit 255", "kill -KILL $$", "kill -TERM $$", "kill -ABRT $$",
      ],
      [true, false])
    func status(script: String, isReaped: Bool) throws {
      let victim = try HeldVictim(script)
      let pmon = try Program.waiting(for: [victim.id])
      victim.release()
      if isReaped { try victim.reap() }
      let status = try pmon.finish()
      #expect(try status == victim.reap().shellStatus, "\(pmon.error.text)")
      #expect(pmon.error.lines.count == 1)
      #expect(try pmon.output.text == "\(victim.id)  \(victim.reap())\n")
    }

    @Test(
      "Where the first thread ended long before, the status is the process's",
      arguments: [true, false])
    func threads(isReaped: Bool) throws {
      let victim = try HeldVictim("exec '\(PmonBinary.path)' actor leave 5")
      let pmon = try Program.waiting(for: [victim.id])
      victim.release()
      if isReaped { try victim.reap() }
      #expect(try pmon.finish() == .exited(code: 5), "\(pmon.error.text)")
      #expect(try victim.reap() == .exited(code: 5))
    }

    @Test("A core dump is told as the parent is told of it")
    func coreDump() throws {
      let folder = FileManager.default.temporaryDirectory.appending(path: "pmon-\(UUID())")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      let victim = try HeldVictim(
        "cd '\(folder.path())' && ulimit -S -c $(ulimit -H -c); exec sh -c 'kill -SEGV $$'")
      let pmon = try Program.waiting(for: [victim.id], "--json")
      victim.release()
      let status = try victim.reap()
      #expect(status.signal == .segmentationFault)
      #expect(try pmon.finish() == .exited(code: 139))
      let exit = try WatchRecord(pmon.output.lines[0]).process?.exit
      #expect(exit?.rawStatus == status.rawValue, "\(pmon.output.text)")
    }

    @Test(
      "A storm of other processes and a buffer of 8 KiB change nothing",
      arguments: ["exit 7", "kill -KILL $$"])
    func storm(script: String) throws {
      let victim = try HeldVictim(script)
      let pmon = try Program.waiting(for: [victim.id], "--receive-buffer", "8KiB")
      _ = try EndedChild.mixed(150)
      let storm = try ChildProcess(["/bin/sh", "-c", "for i in $(seq 300); do (exit 9); done"])
      victim.release()
      try victim.reap()
      #expect(try pmon.finish() == victim.reap().shellStatus, "\(pmon.error.text)")
      _ = try storm.wait()
    }

    @Test("Events that were lost change nothing either", arguments: [false, true])
    func loss(isReaped: Bool) throws {
      guard Host.keepsStatus || !isReaped else {
        try Test.cancel("before Linux 6.15 nobody keeps the status of a process that was reaped")
      }
      let victims = try (0..<100).map { try HeldVictim("exit \($0)") }
      let pmon = try Program.waiting(
        for: victims.map(\.id), "--json", "--receive-buffer", "8KiB")
      pmon.send(signal: SIGSTOP)
      for victim in victims {
        victim.release()
        try victim.awaitEnd()
        if isReaped { try victim.reap() }
      }
      // The event comes a little after the end.
      for _ in 0..<1000 where try Host.droppedEvents(of: pmon.id) == 0 { usleep(1000) }
      #expect(try Host.droppedEvents(of: pmon.id) > 0)
      pmon.send(signal: SIGCONT)
      #expect(try pmon.finish() == .exited(code: 99), "\(pmon.error.text)")
      let told = try pmon.output.lines.map { try WatchRecord($0) }
      let codes = Dictionary(
        uniqueKeysWithValues: told.map { ($0.process?.pid, $0.process?.exit?.code) })
      for (code, victim) in victims.enumerated() { #expect(codes[victim.id] == UInt32(code)) }
      #expect(codes.count == victims.count)
    }

    @Test("A process that ended before, and was not reaped")
    func zombie() throws {
      let victim = try HeldVictim("exit 6")
      victim.release()
      try victim.awaitEnd()
      let pmon = try Program.pmon("wait", "--json", "\(victim.id)")
      #expect(try pmon.finish() == .exited(code: 6))
      // When it ended is not known.
      let exit = #""exit":{"code":6,"signal":null,"core_dumped":false}"#
      #expect(
        pmon.output.text == #"{"event":"exit","process":{"pid":\#(victim.id),\#(exit)}}"# + "\n")
      #expect(pmon.error.bytes.isEmpty)
    }

    @Test("Of several all have to end; for any, one is enough")
    func several() throws {
      let victims = try [1, 2].map { try HeldVictim("exit \($0)") }
      let all = try Program.waiting(for: victims.map(\.id) + [victims[0].id])
      let any = try Program.waiting(for: victims.map(\.id), "--any")
      victims[1].release()
      #expect(try any.finish() == .exited(code: 2))
      #expect(try all.read { $0.output.text.contains("\n") })
      victims[0].release()
      #expect(try all.finish() == .exited(code: 1))
      #expect(all.output.lines == ["\(victims[1].id)  code 2", "\(victims[0].id)  code 1"])
    }

    @Test("Without options it says nothing")
    func silence() throws {
      let victim = try HeldVictim("exit 3")
      let pmon = try Program.pmon("wait", "\(victim.id)")
      victim.release()
      #expect(try pmon.finish() == .exited(code: 3))
      #expect(pmon.output.bytes.isEmpty)
      #expect(pmon.error.bytes.isEmpty)
    }
  }
}
