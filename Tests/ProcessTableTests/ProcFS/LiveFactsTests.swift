import CLinux
import Foundation
import KernelInterface
import ProcessEvents
import Synchronization
import Testing

@testable import ProcessTable

@Suite(.serialized) struct LiveFactsTests {
  private static let everything: ProcessDetails = [.executable, .arguments, .user, .controlGroup]

  @Test func factsAgreeWithWhatIsKnown() throws {
    let before = Clocks.monotonic
    let children = try SleepingChildren(1)
    let after = Clocks.monotonic
    children.waitForExec(name: CommandName("sleep"))

    let facts = try #require(
      ProcessFacts.read(process: children.processes[0], details: Self.everything))
    #expect(facts.process == children.processes[0])
    #expect(facts.parent == ProcessID(HostFacts.processID))
    #expect(facts.name == CommandName("sleep"))
    #expect(facts.threadCount == 1)
    #expect(!facts.isZombie)
    #expect(facts.executable == (try Files.linkTarget(of: "/proc/\(facts.process)/exe")))
    #expect(facts.arguments == ["/bin/sleep", "120"])
    #expect(facts.userID == HostFacts.effectiveUser)
    #expect(facts.controlGroup?.hasPrefix("/") == true)
    #expect(facts.readAt.nanoseconds >= after)
    // The beginning of the tick, and up to 0.5 ms of what the machine was suspended.
    #expect(facts.start.nanoseconds + ClockTicks.nanoseconds + 500_000 >= before)
    #expect(facts.start.nanoseconds <= after + 500_000)
    let again = try #require(
      ProcessFacts.read(process: children.processes[0], details: Self.everything))
    #expect(again.start == facts.start)
  }

  @Test func whatIsNotAskedForIsNotRead() throws {
    let facts = try #require(
      ProcessFacts.read(process: ProcessID(HostFacts.processID), details: .outOfMemory))
    #expect(facts.executable == nil)
    #expect(facts.arguments == nil)
    #expect(facts.userID == nil)
    #expect(facts.controlGroup == nil)
  }

  @Test func aZombieHasANameAndNoArguments() throws {
    let child = try ChildProcess(["/bin/true"])
    let process = ProcessID(child.id)
    while ProcessFacts.read(process: process, details: [])?.isZombie == false {
      ProcessActions.sleep(milliseconds: 1)
    }
    let facts = try #require(ProcessFacts.read(process: process, details: Self.everything))
    #expect(facts.name == CommandName("true"))
    #expect(facts.isZombie)
    #expect(facts.arguments == nil)
    #expect(facts.executable == nil)
    #expect(facts.userID == HostFacts.effectiveUser)
    _ = try child.wait()
    #expect(ProcessFacts.read(process: process, details: []) == nil)
    #expect(ProcessFacts.read(process: process, details: Self.everything) == nil)
  }

  @Test func filesThatAreHeldAreNeverAnothersProcess() throws {
    let child = try ChildProcess(["/bin/sleep", "120"])
    let files = try ProcFiles(process: child.id)
    try child.send(signal: SIGKILL)
    _ = try child.wait()
    for file: StaticString in ["stat", "cgroup", "cmdline"] {
      let error = #expect(throws: SystemCallError.self) {
        try files.text(of: file, limit: 1024) { _ in }
      }
      #expect(error?.errno == .noSuchProcess || error?.errno == .noSuchFile)
    }
  }

  private static let canChooseIds =
    HostFacts.effectiveUser == 0 && (try? Files.text(of: lastIdFile)) != nil
  private static let lastIdFile = "/proc/sys/kernel/ns_last_pid"

  @Test(.enabled(if: canChooseIds, "only root can choose ids, with CONFIG_CHECKPOINT_RESTORE"))
  func filesOfAProcessAreNotThoseOfTheNextWithItsId() throws {
    // Others on this machine may take the id.
    for _ in 0..<200 {
      let first = try ChildProcess(["/bin/sleep", "120"])
      let files = try ProcFiles(process: first.id)
      let start = try #require(ProcessStat(process: first.id)).start
      // Otherwise both might begin in one tick.
      ProcessActions.sleep(milliseconds: 20)
      try first.send(signal: SIGKILL)
      _ = try first.wait()
      try "\(first.id - 1)".write(toFile: Self.lastIdFile, atomically: false, encoding: .utf8)
      let second = try SleepingChildren(1)
      guard second.processes[0].rawValue == first.id else { continue }

      #expect(throws: SystemCallError.self) { try files.text(of: "stat", limit: 1024) { _ in } }
      #expect(throws: SystemCallError.self) { try files.linkTarget(of: "exe") { _ in } }
      let facts = try #require(
        ProcessFacts.read(process: second.processes[0], details: Self.everything))
      let before = start.monotonic(suspended: .current)
      #expect(facts.start > KernelInstant(nanoseconds: before))
      return
    }
    Issue.record("no id came back in 200 attempts")
  }

  @Test func noIdThatIsNoneIsAProcess() {
    for id: Int32 in [0, -1, .max, .min] {
      #expect(ProcessFacts.read(process: ProcessID(id), details: []) == nil)
      #expect(ProcessFacts.read(process: ProcessID(id), details: Self.everything) == nil)
    }
  }

  @Test func aScanSeesAllOf200Children() throws {
    let children = try SleepingChildren(200)
    children.waitForExec(name: CommandName("sleep"))
    let descriptors = try Files.openDescriptorCount()
    var found: [ProcessID: ProcessFacts] = [:]
    var last = ProcessID(0)
    var isInOrder = true
    let couldScan = ProcessFacts.scan(details: [.user, .arguments]) { facts in
      if facts.process <= last { isInOrder = false }
      last = facts.process
      found[facts.process] = facts
    }
    #expect(couldScan)
    #expect(isInOrder)
    for process in children.processes {
      #expect(found[process]?.name == CommandName("sleep"))
      #expect(found[process]?.arguments == ["/bin/sleep", "120"])
      #expect(found[process]?.userID == HostFacts.effectiveUser)
    }
    #expect(found[ProcessID(HostFacts.processID)] != nil)
    #expect(try Files.openDescriptorCount() == descriptors)
  }

  @Test(.enabled(if: HostFacts.effectiveUser == 0, "only root can become nobody for a while"))
  func nobodySeesNamesOfOthersAndNoPrograms() throws {
    let children = try SleepingChildren(1)
    children.waitForExec(name: CommandName("sleep"))
    let process = children.processes[0]
    let seen = Mutex<(facts: ProcessFacts?, count: Int)>((nil, 0))
    let thread = try Thread {
      // Of this thread alone, which ends then.
      guard (try? ProcessActions.setGroup(65534)) != nil,
        (try? ProcessActions.setUser(65534)) != nil
      else { return }
      let facts = ProcessFacts.read(process: process, details: Self.everything)
      var count = 0
      ProcessFacts.scan(details: Self.everything) { _ in count += 1 }
      seen.withLock { $0 = (facts, count) }
    }
    thread.join()
    // Such a change makes a process refuse to be looked into, which tests beside this one need.
    _ = clinux_set_dumpable(1)
    let (facts, count) = seen.withLock { $0 }
    #expect(facts?.name == CommandName("sleep"))
    #expect(facts?.arguments == ["/bin/sleep", "120"])
    #expect(facts?.userID == 0)
    #expect(facts?.executable == nil)
    #expect(facts?.controlGroup != nil)
    #expect(count > 1)
  }
}
