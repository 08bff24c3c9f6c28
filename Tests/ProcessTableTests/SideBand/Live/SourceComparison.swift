import ProcessConnector
import ProcessEvents

@testable import ProcessTable

/// Holds the connector's events against the records of the same.
struct SourceComparison {
  /// What both tell.
  enum Happening: Hashable {
    case fork(TaskID)
    case exec(TaskID)
    case name(TaskID, CommandName)
    case exit(TaskID)
  }

  private struct Sighting {
    var round: Int
    var time: KernelInstant
  }

  private var events: [Happening: Sighting] = [:]
  private var records: [Happening: Sighting] = [:]
  private var round = 0
  private(set) var ended: Set<ProcessID> = []
  private(set) var lost: UInt64 = 0

  /// Takes what the connector has, and only then what the side band has.
  mutating func receive(_ connector: inout EventReader, _ band: inout SideBandReader) throws {
    round += 1
    var isDrained = false
    while !isDrained {
      var batch: [ProcessEvent] = []
      let reception = try connector.receive { events in
        for index in events.indices { batch.append(events[index]) }
      }
      lost += reception.loss?.count ?? 0
      isDrained = reception.isDrained
      for event in batch { note(event) }
    }
    var read: [SideBandRecord] = []
    band.drain(into: &read)
    for record in read {
      guard let happening = Happening(record.payload) else { continue }
      records[happening] = Sighting(round: round, time: record.time)
    }
  }

  private mutating func note(_ event: ProcessEvent) {
    guard let happening = Happening(event.payload) else { return }
    events[happening] = Sighting(round: round, time: event.time)
    if case .exit(let task) = happening { ended.insert(task.process) }
  }

  func result(of isWanted: (Happening) -> Bool) -> KindComparison {
    var result = KindComparison()
    for (happening, event) in events where isWanted(happening) {
      guard let record = records[happening] else { continue }
      if record.round > event.round { result.late += 1 }
      result.leads.append(Int64(event.time.nanoseconds) - Int64(record.time.nanoseconds))
    }
    return result
  }
}

extension SourceComparison.Happening {
  init?(_ payload: ProcessEvent.Payload) {
    switch payload {
    case .fork(let fork): self = .fork(fork.child)
    case .exec(let task): self = .exec(task)
    case .comm(let change): self = .name(change.task, change.name)
    case .exit(let exit): self = .exit(exit.task)
    default: return nil
    }
  }

  init?(_ payload: SideBandRecord.Payload) {
    switch payload {
    case .fork(let child, _): self = .fork(child)
    case .comm(let task, _, isExec: true): self = .exec(task)
    case .comm(let task, let name, isExec: false): self = .name(task, name)
    case .exit(let task): self = .exit(task)
    case .map, .lost: return nil
    }
  }
}

/// How the events of one kind stand to their records.
struct KindComparison: CustomStringConvertible {
  /// Records that were not there when the event had been received.
  var late = 0
  /// Nanoseconds from each record's time to its event's.
  var leads: [Int64] = []

  var description: String {
    let sorted = leads.sorted()
    guard let least = sorted.first, let most = sorted.last else { return "none" }
    return
      "\(leads.count), \(late) records late, lead \(least), \(sorted[sorted.count / 2]), \(most) ns"
  }
}
