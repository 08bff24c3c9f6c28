import Foundation
import KernelInterface
import ProcessEvents
import Testing

@testable import ProcessTable

@Suite(
  .serialized,
  .enabled(if: MemoryGroup.reasonToSkip == nil, "\(MemoryGroup.reasonToSkip ?? "")"))
struct LiveOutOfMemoryTests {
  private let group: MemoryGroup

  init() throws { group = try MemoryGroup() }

  /// Runs a child until it has died of SIGKILL, and gives what is proved of that.
  private func proof(
    _ script: String, killed: Bool, by watch: inout OutOfMemoryWatch
  ) throws -> OutOfMemoryProof? {
    let child = try group.startChild(script)
    if killed {
      // It has joined the group when the shell has become the other program.
      while ProcessFacts.read(process: ProcessID(child.id), details: [])?.name
        != CommandName("sleep")
      { ProcessActions.sleep(milliseconds: 1) }
      try child.send(signal: SIGKILL)
    }
    #expect(try child.wait() == UInt32(SIGKILL))
    let death = KernelInstant(nanoseconds: Clocks.monotonic)
    watch.killed(ProcessID(child.id), controlGroup: group.path)
    let proof = watch.proof(
      ofKill: ProcessID(child.id), at: death, start: nil, controlGroup: group.path)
    // One death has one proof.
    let again = watch.proof(
      ofKill: ProcessID(child.id), at: death, start: nil, controlGroup: group.path)
    #expect(again == nil)
    return proof
  }

  private func check(_ watch: inout OutOfMemoryWatch, expected: OutOfMemoryProof) throws {
    watch.baseline(of: group.path)
    #expect(try proof("exec sleep 20", killed: true, by: &watch) == nil)
    #expect(try proof(MemoryGroup.takeMemory, killed: false, by: &watch) == expected)
    #expect(try proof("exec sleep 20", killed: true, by: &watch) == nil)
    #expect(try proof(MemoryGroup.takeMemory, killed: false, by: &watch) == expected)
  }

  @Test(
    .enabled(if: OutOfMemoryWatch().source == .kernelLog, "the kernel log is not readable"))
  func theKernelLogProvesIt() throws {
    var watch = OutOfMemoryWatch()
    try check(&watch, expected: .kernelLog)
  }

  @Test func theControlGroupProvesIt() throws {
    var watch = OutOfMemoryWatch(usesKernelLog: false)
    try check(&watch, expected: .controlGroup)
  }

  @Test func aKillBesideAnotherInOneBatchIsNotProvedByTheControlGroup() throws {
    var watch = OutOfMemoryWatch(usesKernelLog: false)
    watch.baseline(of: group.path)
    let sleeper = try group.startChild("exec sleep 20")
    while ProcessFacts.read(process: ProcessID(sleeper.id), details: [])?.name
      != CommandName("sleep")
    { ProcessActions.sleep(milliseconds: 1) }
    let victim = try group.startChild(MemoryGroup.takeMemory)
    #expect(try victim.wait() == UInt32(SIGKILL))
    try sleeper.send(signal: SIGKILL)
    _ = try sleeper.wait()
    let death = KernelInstant(nanoseconds: Clocks.monotonic)
    for child in [sleeper, victim] { watch.killed(ProcessID(child.id), controlGroup: group.path) }
    for child in [sleeper, victim] {
      let proof = watch.proof(
        ofKill: ProcessID(child.id), at: death, start: nil, controlGroup: group.path)
      #expect(proof == nil)
    }
  }
}
