import KernelInterface
import ProcessConnector
import ProcessEvents
import TestSupport
import Testing

@testable import ProcessTable

@Suite(
  "Following processes, on the running kernel", .serialized, .timeLimit(.minutes(2)),
  .enabled(if: Host.isServed, "this kernel does not serve this process"))
struct FollowingTests {
  private func reader(sideBand: Bool) throws -> ProcessReader {
    var configuration = ProcessConfiguration(
      ConnectorConfiguration(events: .nonzeroExit), allowsSideBand: sideBand)
    configuration.describesProcesses = false
    configuration.followsProcesses = true
    return try ProcessReader(configuration)
  }

  static let sources = HostFacts.hasPerformanceMonitoring ? [true, false] : [false]

  @Test(
    "A beginning that was seen lies in the clock tick that /proc tells, or next to it",
    arguments: sources)
  func beginnings(sideBand: Bool) throws {
    var reader = try reader(sideBand: sideBand)
    var differing = 0
    for _ in 0..<20 {
      let children = try SleepingChildren(20)
      while try reader.follow({ _, _ in }) {}
      let suspended = Suspension.current.nanoseconds
      for process in children.processes {
        let description = reader.table.description(of: process, at: .now)
        #expect(description.isStartExact)
        let start = try #require(description.start.knownValue).nanoseconds
        let stat = try #require(ProcessStat(process: process.rawValue))
        let tick = (start + suspended) / ClockTicks.nanoseconds
        #expect(tick == stat.start.rawValue || tick == stat.start.rawValue + 1)
        if tick != stat.start.rawValue { differing += 1 }
      }
    }
    // Some microseconds of 10 milliseconds, and more where the processor was taken away.
    #expect(differing < 40, "\(differing) of 400")
  }

  @Test("What has changed is told once, of those that are old enough", arguments: sources)
  func changes(sideBand: Bool) throws {
    var reader = try reader(sideBand: sideBand)
    let before = KernelInstant.now
    let first = reader.takeChanged(begunBy: before)
    #expect(first.contains(ProcessID(HostFacts.processID)))
    let children = try SleepingChildren(3)
    children.waitForExec(name: CommandName("sleep"))
    while try reader.follow({ _, _ in }) {}
    let known = Set(children.processes)
    #expect(known.isDisjoint(with: reader.takeChanged(begunBy: before)))
    #expect(known.isSubset(of: reader.takeChanged(begunBy: .now)))
    #expect(known.isDisjoint(with: reader.takeChanged(begunBy: .now)))
    reader.look(at: [children.processes[0]])
    let name = reader.table.description(of: children.processes[0], at: .now).name
    #expect(name == .known(CommandName("sleep")))
    #expect(known.isDisjoint(with: reader.takeChanged(begunBy: .now)))
    reader.markAllChanged()
    #expect(known.isSubset(of: reader.takeChanged(begunBy: .now)))
  }
}
