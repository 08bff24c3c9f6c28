internal import ProcessConnector
internal import ProcessEvents

/// When ids last came to mean another process, program or name, for a short while back.
struct ProcessChanges: Sendable {
  private var times: [ProcessID: KernelInstant] = [:]
  /// The end of the last loss, in which any id may have come to mean something else.
  private var lastLoss: KernelInstant?

  subscript(process: ProcessID) -> KernelInstant? {
    switch (times[process], lastLoss) {
    case (let change?, let loss?): max(change, loss)
    case (let change, let loss): change ?? loss
    }
  }

  mutating func take(_ round: ProcessRound, _ next: [ConnectorElement]) {
    take(round.elements)
    take(next)
    take(round.sideBand)
  }

  private mutating func take(_ elements: [ConnectorElement]) {
    for element in elements {
      if case .lost(let loss) = element { lastLoss = loss.until }
      guard case .event(let event) = element, let process = event.task?.process else { continue }
      switch event.payload {
      case .exec, .comm: note(process, event.time)
      case .fork(let fork) where fork.isProcess: note(process, event.time)
      default: break
      }
    }
  }

  private mutating func take(_ records: [SideBandRecord]) {
    for record in records {
      switch record.payload {
      // The record of an exec is older than its event, so that it does not speak against itself.
      case .comm(let task, _, true): note(task.process, record.time)
      case .fork(let child, _) where child.isLeader: note(child.process, record.time)
      case .lost: lastLoss = record.time
      default: break
      }
    }
  }

  mutating func forget(before instant: KernelInstant) {
    if let loss = lastLoss, loss <= instant { lastLoss = nil }
    if !times.isEmpty { times = times.filter { $0.value > instant } }
  }

  private mutating func note(_ process: ProcessID, _ time: KernelInstant) {
    times[process] = max(time, times[process] ?? time)
  }
}
