import KernelInterface
import ProcessConnector
import ProcessEvents
import Synchronization
import Testing

@testable import ProcessTable

extension LiveSideBandTests {
  /// What may be relied on where the side band and the connector are read together.
  @Suite(
    "With the connector", .serialized,
    .enabled(if: LiveSideBand.hasConnector, "the connector does not serve this process"))
  struct OrderTests {
    @Test("When an event has been received, its record is there and not younger; but of a fork")
    func order() throws {
      var band = try SideBandReader(paths: false)
      var connector = try EventReader([.fork, .exec, .comm, .exit])
      var comparison = SourceComparison()
      let children = Mutex<Set<ProcessID>?>(nil)
      // They live and die while both are read as fast as can be.
      let thread = try Thread {
        var started: Set<ProcessID> = []
        for turn in 0..<2000 {
          try? ProcessActions.rename("turn-\(turn)")
          if let child = try? runTrue() { started.insert(child) }
        }
        children.withLock { $0 = started }
      }
      let end = Clocks.monotonic + 60_000_000_000
      while true {
        try comparison.receive(&connector, &band)
        let all = children.withLock { $0 }
        if let all, all.isSubset(of: comparison.ended) { break }
        guard Clocks.monotonic < end else { break }
      }
      thread.join()
      let all = try #require(children.withLock { $0 })
      #expect(all.count == 2000)
      #expect(band.counters.lost == 0)
      #expect(comparison.lost == 0)
      try comparison.receive(&connector, &band)

      let execs = comparison.result {
        if case .exec(let task) = $0 { all.contains(task.process) } else { false }
      }
      let exits = comparison.result {
        if case .exit(let task) = $0 { all.contains(task.process) } else { false }
      }
      let names = comparison.result {
        if case .name(let task, _) = $0 {
          task.process.rawValue == HostFacts.processID
        } else {
          false
        }
      }
      let forks = comparison.result {
        if case .fork(let task) = $0 { all.contains(task.process) } else { false }
      }
      print("execs: \(execs)\nexits: \(exits)\nnames: \(names)\nforks: \(forks)")
      for kind in [execs, exits, names] {
        #expect(kind.leads.count == 2000)
        #expect(kind.late == 0)
        #expect(kind.leads.allSatisfy { $0 >= 0 })
      }
      // The other way round: the kernel sends the event first.
      #expect(forks.leads.count == 2000)
      #expect(forks.leads.allSatisfy { $0 <= 0 })
    }
  }
}
