package import ProcessEvents

// For those who follow what processes become.
extension ProcessReader {
  /// Looks at some processes now, as a scan does at all. That alone does not count as a change.
  package mutating func look(at processes: [ProcessID]) {
    var round = ProcessRound(horizon: horizon)
    for process in processes {
      if let facts = sources.look(at: process) { round.scanned.append(facts) }
    }
    sources.noteUserNames(in: &round)
    if keepsRounds { rounds.append(round) }
    assembler.take(round) { _ in }
    assembler.withTable { $0.unmarkChanged(processes) }
  }

  /// See ``ProcessTable/takeChanged(begunBy:)``.
  package mutating func takeChanged(begunBy instant: KernelInstant) -> [ProcessID] {
    assembler.withTable { $0.takeChanged(begunBy: instant) }
  }

  /// Lets all that live count as changed.
  package mutating func markAllChanged() { assembler.withTable { $0.markAllChanged() } }
}
