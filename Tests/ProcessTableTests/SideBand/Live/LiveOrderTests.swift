import KernelInterface
import ProcessConnector
import ProcessEvents
import Testing

@testable import ProcessTable

extension LiveSideBandTests {
  /// What may be relied on where the side band and the connector are read together.
  @Suite(
    "With the connector", .serialized,
    .enabled(if: LiveSideBand.hasConnector, "the connector does not serve this process"))
  struct OrderTests {
    @Test(
      "When a connector's event has been received, the record of the same is there, and not younger"
    )
    func order() throws {
      var band = try SideBandReader(paths: false)
      var connector = try EventReader([.fork, .exec, .exit])
      var children: Set<ProcessID> = []
      var comparison = Comparison()
      for _ in 0..<2000 {
        children.insert(try runTrue())
        try comparison.receive(&connector, &band)
      }
      // The exit of the last may come after its parent was told.
      let end = Clocks.monotonic + 5_000_000_000
      while comparison.ended.intersection(children).count < 2000, Clocks.monotonic < end {
        try comparison.receive(&connector, &band)
      }
      #expect(band.counters.lost == 0)
      #expect(comparison.lost == 0)
      let result = comparison.result(of: children)
      print("Side band and connector: \(result)")
      #expect(result.execs.count == 2000)
      #expect(result.execs.late == 0)
      #expect(result.execs.younger == 0)
      #expect(result.exits.count == 2000)
      #expect(result.exits.late == 0)
      #expect(result.exits.younger == 0)
      // The other way round: the kernel sends the event first.
      #expect(result.forks.count == 2000)
      #expect(result.forks.older == 0)
    }
  }
}

/// One kind's events, held against their records.
struct KindComparison: CustomStringConvertible {
  var count = 0
  /// Records that were not there when the event had been received.
  var late = 0
  var younger = 0
  var older = 0
  /// Nanoseconds from the record's time to the event's.
  var leads: [Int64] = []

  var description: String {
    let sorted = leads.sorted()
    guard let least = sorted.first, let most = sorted.last else { return "none" }
    return "\(count), not there in time \(late), record younger \(younger), older \(older), "
      + "lead \(least)...\(sorted[sorted.count / 2])...\(most) ns"
  }
}

/// What came from both sources, in the rounds in which it was received.
private struct Comparison {
  private var events: [(round: Int, event: ProcessEvent)] = []
  private var records: [ProcessID: [(round: Int, record: SideBandRecord)]] = [:]
  private var round = 0
  private(set) var ended: Set<ProcessID> = []
  private(set) var lost: UInt64 = 0

  /// Takes what the connector has, and only then what the side band has.
  mutating func receive(
    _ connector: inout EventReader, _ band: inout SideBandReader
  ) throws {
    round += 1
    var batch: [ProcessEvent] = []
    var isDrained = false
    while !isDrained {
      let reception = try connector.receive { events in
        for index in events.indices { batch.append(events[index]) }
      }
      lost += reception.loss?.count ?? 0
      isDrained = reception.isDrained
    }
    for record in band.drained() {
      records[ProcessID(record.process), default: []].append((round, record))
    }
    for event in batch {
      events.append((round, event))
      if event.kind == .exit, let process = event.task?.process { ended.insert(process) }
    }
  }

  func result(
    of processes: Set<ProcessID>
  ) -> (forks: KindComparison, execs: KindComparison, exits: KindComparison) {
    var forks = KindComparison()
    var execs = KindComparison()
    var exits = KindComparison()
    for (round, event) in events {
      guard let task = event.task, processes.contains(task.process) else { continue }
      switch event.payload {
      case .fork:
        compare(event, in: round, with: &forks) {
          if case .fork(task, _) = $0 { true } else { false }
        }
      case .exec:
        compare(event, in: round, with: &execs) {
          if case .comm(task, _, true) = $0 { true } else { false }
        }
      case .exit: compare(event, in: round, with: &exits) { $0 == .exit(task) }
      default: break
      }
    }
    return (forks, execs, exits)
  }

  private func compare(
    _ event: ProcessEvent, in round: Int, with kind: inout KindComparison,
    _ matches: (SideBandRecord.Payload) -> Bool
  ) {
    guard let process = event.task?.process,
      let found = records[process]?.first(where: { matches($0.record.payload) })
    else { return }
    kind.count += 1
    let lead = Int64(event.time.nanoseconds) - Int64(found.record.time.nanoseconds)
    kind.leads.append(lead)
    if found.round > round { kind.late += 1 }
    if lead < 0 { kind.younger += 1 }
    if lead > 0 { kind.older += 1 }
  }
}
