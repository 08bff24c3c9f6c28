import KernelInterface
import ProcessConnector
import ProcessEvents
import TestSupport
import Testing

@testable import pmon

extension LiveTests {
  @Suite("What this process receives")
  struct ReceiptTests {
    @Test("Of 800 mixed children the 100 that match, and no more", arguments: LiveTests.stages)
    func mixed(stage: FilterStage) throws {
      let filter = Filter("exit and code == 3")
      var tap = try FilterTap(filter, stage: stage)
      var wanted: Set<ProcessID> = []
      var others: Set<ProcessID> = []
      for number in 0..<800 {
        let ending = [
          "exit 0", "exit 1", "kill -9 $$", "exit 3", "exit 4", "exit 0", "kill $$", "exit 255",
        ]
        let child = try ChildProcess(["/bin/sh", "-c", ending[number % 8]])
        if try child.wait() == 3 << 8 {
          wanted.insert(ProcessID(child.id))
        } else {
          others.insert(ProcessID(child.id))
        }
      }
      #expect(wanted.count == 100)
      let arrived = try tap.processes { wanted.isSubset(of: $0) }
      #expect(arrived.isSuperset(of: wanted))
      #expect(arrived.isDisjoint(with: others))
      // What others on this machine do meanwhile passes by the same rule.
      for event in tap.events {
        #expect(filter.evaluate(event) == .true || event.task?.isLeader == false, "\(event)")
      }
      #expect(tap.events.count { wanted.contains($0.task?.process ?? ProcessID(0)) } == 100)
      #expect(tap.counters.received == UInt64(tap.events.count))
      #expect(tap.counters.lost == 0)
    }
  }
}
