import CLinux
import KernelInterface
import ProcessEvents
import TestSupport
import Testing

extension EndToEnd {
  @Suite(
    "wait for another user's process",
    .enabled(
      if: Host.isRoot && Host.connectorFilters && Host.othersMayRun,
      "takes root, Linux 6.6, and a binary that others may run"))
  struct WaitOthersTests {
    @Test("Its event tells, reaped at once or not at all", arguments: [true, false])
    func event(isReaped: Bool) throws {
      let victim = try HeldVictim("exit 3")
      let pmon = try Program.waiting(for: [victim.id], asNobody: true)
      victim.release()
      if isReaped { try victim.reap() }
      #expect(try pmon.finish() == .exited(code: 3), "\(pmon.error.text)")
    }

    @Test("Of a zombie that nobody reaps it cannot be known")
    func zombie() throws {
      let victim = try HeldVictim("exit 3")
      victim.release()
      try victim.awaitEnd()
      let pmon = try Program.waiting(for: [victim.id], asNobody: true)
      #expect(try pmon.finish() == .exited(code: 111))
      #expect(
        pmon.error.lines.last == "pmon: \(victim.id) has ended, but how cannot be known")
      #expect(pmon.output.text == "\(victim.id)  unknown\n")
    }

    @Test(
      "Of a zombie that is reaped late the kernel's record tells",
      .enabled(if: Host.keepsStatus, "before Linux 6.15 there is no record"))
    func lateReaping() throws {
      let victim = try HeldVictim("exit 3")
      victim.release()
      try victim.awaitEnd()
      let begin = Clocks.monotonic
      let pmon = try Program.waiting(for: [victim.id], asNobody: true)
      try victim.reap()
      guard Clocks.monotonic - begin < AwaitedProcess.defaultPatience else {
        try Test.cancel("this machine was too slow to reap it in time")
      }
      #expect(try pmon.finish() == .exited(code: 3), "\(pmon.error.text)")
    }

    @Test("Of an own zombie a status of 0 is not taken for one that may not be read")
    func ownZero() throws {
      let user = Host.asNobody.joined(separator: " ")
      let victim = try HeldVictim("exec \(user) sh -c 'exit 0'")
      victim.release()
      try victim.awaitEnd()
      let pmon = try Program.waiting(for: [victim.id], asNobody: true)
      #expect(try pmon.finish() == .exited(code: 0), "\(pmon.error.text)")
    }
  }
}
