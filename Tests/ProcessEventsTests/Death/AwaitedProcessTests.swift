import ProcessEvents
import TestSupport
import Testing

@Suite("A process that is waited for")
struct AwaitedProcessTests {
  private static let process = ProcessID(4711)
  private static let failed = ExitStatus.exited(code: 3)

  private func instant(_ milliseconds: UInt64) -> KernelInstant {
    KernelInstant(nanoseconds: milliseconds * 1_000_000)
  }

  private func awaited(_ sources: AwaitedProcess.Sources = [.events, .record]) -> AwaitedProcess {
    AwaitedProcess(Self.process, heldSince: instant(100), sources: sources, patience: 1_000_000_000)
  }

  private func death(
    _ status: ExitStatus, of process: ProcessID = Self.process, at milliseconds: UInt64 = 201
  ) -> AwaitedProcess.Finding {
    .death(
      ProcessDeath(
        process: process, parent: ProcessID(1), status: status, time: instant(milliseconds), cpu: 0)
    )
  }

  @Test("It runs until the pidfd says that it has ended, whatever else is told")
  func running() {
    var process = awaited()
    #expect(process.outcome(at: instant(9_000)) == .running)
    process.note(death(Self.failed))
    #expect(process.outcome(at: instant(9_000)) == .running)
  }

  @Test("Each source alone tells the status")
  func sources() {
    for finding in [.record(Self.failed), .zombie(Self.failed), death(Self.failed)] {
      var process = awaited()
      process.note(.ended(at: instant(200)))
      #expect(process.outcome(at: instant(300)) == .unsettled(until: instant(1_200)))
      process.note(finding)
      #expect(process.outcome(at: instant(300)) == .ended(Self.failed))
      // What is known does not fade.
      #expect(process.outcome(at: instant(9_000)) == .ended(Self.failed))
    }
  }

  @Test("Where they disagree the kernel's own word counts, in any order")
  func disagreement() {
    let findings: [AwaitedProcess.Finding] = [
      .record(Self.failed), .zombie(.exited(code: 4)), death(.exited(code: 5)),
    ]
    for order in findings.permutations() {
      var process = awaited()
      process.note(.ended(at: instant(200)))
      for finding in order { process.note(finding) }
      #expect(process.outcome(at: instant(300)) == .ended(Self.failed))
    }
    var process = awaited()
    process.note(.ended(at: instant(200)))
    process.note(death(.exited(code: 5)))
    process.note(.zombie(.exited(code: 4)))
    #expect(process.outcome(at: instant(300)) == .ended(.exited(code: 4)))
  }

  @Test("A core dump that only one of them tells is told, if the signal is the same")
  func coreDump() {
    let dumped = ExitStatus.signaled(.abort, coreDumped: true)
    var process = awaited()
    process.note(.ended(at: instant(200)))
    process.note(.record(.signaled(.abort)))
    process.note(death(dumped))
    #expect(process.outcome(at: instant(300)) == .ended(dumped))

    var other = awaited()
    other.note(.ended(at: instant(200)))
    other.note(.record(.signaled(.kill)))
    other.note(death(dumped))
    #expect(other.outcome(at: instant(300)) == .ended(.signaled(.kill)))
  }

  @Test("A death from before it was held, or of another process, is another's")
  func otherDeaths() {
    var process = awaited(.events)
    process.note(.ended(at: instant(200)))
    process.note(death(Self.failed, at: 99))
    process.note(death(Self.failed, of: ProcessID(4712)))
    #expect(process.outcome(at: instant(300)) == .unsettled(until: instant(1_200)))
    #expect(process.outcome(at: instant(1_200)) == .endedUnknown)
  }

  @Test("A death that is told before the pidfd is readable is that of the id's former bearer")
  func formerBearer() {
    var process = awaited(.events)
    process.note(death(Self.failed, at: 150))
    process.note(.ended(at: instant(200)))
    #expect(process.outcome(at: instant(1_200)) == .endedUnknown)
  }

  @Test("Patience ends, at once where nothing can tell any more, and a late word still counts")
  func patience() {
    var process = awaited(.record)
    process.note(.ended(at: instant(200)))
    process.note(.ended(at: instant(700)))
    #expect(process.outcome(at: instant(1_199)) == .unsettled(until: instant(1_200)))
    #expect(process.outcome(at: instant(1_200)) == .endedUnknown)
    process.note(.record(Self.failed))
    #expect(process.outcome(at: instant(1_300)) == .ended(Self.failed))

    var blind = awaited([])
    blind.note(.ended(at: instant(200)))
    #expect(blind.outcome(at: instant(200)) == .endedUnknown)

    var abandoned = awaited()
    abandoned.note(.ended(at: instant(200)))
    abandoned.note(.nothingMore)
    #expect(abandoned.outcome(at: instant(200)) == .endedUnknown)
    abandoned.note(.zombie(Self.failed))
    #expect(abandoned.outcome(at: instant(200)) == .ended(Self.failed))
  }

  @Test("When it ended is known by the event, or where it was seen alive before")
  func time() {
    var process = awaited()
    #expect(process.endTime(wasAlive: true) == nil)
    process.note(.ended(at: instant(200)))
    #expect(process.endTime(wasAlive: true) == instant(200))
    #expect(process.endTime(wasAlive: false) == nil)
    process.note(death(Self.failed, at: 199))
    #expect(process.endTime(wasAlive: true) == instant(199))
    #expect(process.endTime(wasAlive: false) == instant(199))
  }
}
