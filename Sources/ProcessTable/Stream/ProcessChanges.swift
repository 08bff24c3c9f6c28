internal import ProcessConnector
internal import ProcessEvents

/// When processes last began a program or changed their names, for a short while back.
struct ProcessChanges: Sendable {
  private var times: [ProcessID: KernelInstant] = [:]

  subscript(process: ProcessID) -> KernelInstant? { times[process] }

  mutating func take(_ round: ProcessRound, _ next: [ConnectorElement]) {
    take(round.elements)
    take(next)
    take(round.sideBand)
  }

  private mutating func take(_ elements: [ConnectorElement]) {
    for element in elements {
      guard case .event(let event) = element, let process = event.task?.process else { continue }
      switch event.payload {
      case .exec, .comm: note(process, event.time)
      default: break
      }
    }
  }

  private mutating func take(_ records: [SideBandRecord]) {
    for record in records {
      // The record of an exec is older than its event, so that it does not speak against itself.
      if case .comm(let task, _, true) = record.payload { note(task.process, record.time) }
    }
  }

  mutating func forget(before instant: KernelInstant) {
    if !times.isEmpty { times = times.filter { $0.value > instant } }
  }

  private mutating func note(_ process: ProcessID, _ time: KernelInstant) {
    times[process] = max(time, times[process] ?? time)
  }
}
