internal import KernelInterface
internal import ProcessConnector
internal import ProcessEvents

/// Listeners with filters beside one without, on the same load: each must be told what its filter, evaluated
/// over all that the other one saw, wants, and nothing else.
struct FilterDifferential {
  let subject: ConnectorConfiguration.Subject
  let stage: FilterStage

  private static let patience: UInt64 = 10_000_000_000

  /// Runs the load once for all filters.
  ///
  /// - Returns: how many elements matched, in all filters together.
  @discardableResult
  func run(_ filters: [Filter], load: MixedLoad) throws -> Int {
    let reference = try FilteredListener(.all, subject: subject, stage: stage)
    let listeners = try filters.map {
      try FilteredListener($0, subject: subject, stage: stage)
    }
    var load = load
    try load.run {
      try reference.read()
      for listener in listeners { try listener.read() }
    }
    // The kernel tells a parent of its child's end before it sends the event.
    let isWhole = try wait(reading: reference) { isComplete(reference, load) }
    try expect(reference.counters.lost == 0, "\(reference.counters.lost) events were lost")
    try expect(isWhole, "the load has not ended for the listener without a filter")

    let all = elements(of: load, in: reference.told)
    var matches = 0
    for listener in listeners {
      let wanted = count(all.filter { listener.filter.evaluate($0) == .true })
      matches += wanted.values.reduce(0, +)
      _ = try wait(reading: listener) { count(elements(of: load, in: listener.told)) == wanted }
      let told = count(elements(of: load, in: listener.told))
      try expect(listener.counters.lost == 0, "\(listener.filter): events were lost")
      try expect(told == wanted, differences(listener.filter, told, wanted))
    }
    return matches
  }

  private func differences(
    _ filter: Filter, _ told: [Occurrence: Int], _ wanted: [Occurrence: Int]
  ) -> String {
    let missing = wanted.filter { told[$0.key, default: 0] < $0.value }.keys
    let surplus = told.filter { wanted[$0.key, default: 0] < $0.value }.keys
    return "\(filter), of \(subject), \(stage): missing \(Array(missing.prefix(5))), "
      + "not wanted \(Array(surplus.prefix(5)))"
  }

  private func wait(reading listener: FilteredListener, until isEnough: () -> Bool) throws -> Bool {
    let end = Clocks.monotonic &+ FilterDifferential.patience
    while true {
      try listener.read()
      if isEnough() { return true }
      if Clocks.monotonic > end { return false }
      ProcessActions.sleep(milliseconds: 2)
    }
  }

  /// Whether every process has ended: its death has been told, or as many exits as it had threads.
  private func isComplete(_ reference: FilteredListener, _ load: MixedLoad) -> Bool {
    var threads: [ProcessID: Int] = [:]
    var deaths: Set<ProcessID> = []
    for element in elements(of: load, in: reference.told) {
      switch element {
      case .death(let death): deaths.insert(death.process)
      case .event(let event):
        guard let process = event.task?.process else { continue }
        if event.kind == .fork { threads[process, default: 0] += 1 }
        guard event.kind == .exit, threads[process, default: 0] > 0 else { continue }
        threads[process, default: 0] -= 1
        if threads[process] == 0 { deaths.insert(process) }
      default: break
      }
    }
    return deaths == load.processes
  }

  private func elements(
    of load: MixedLoad, in elements: [ConnectorElement]
  ) -> [ConnectorElement] {
    elements.filter { element in
      switch element {
      case .event(let event): event.task.map { load.processes.contains($0.process) } ?? false
      case .death(let death): load.processes.contains(death.process)
      default: false
      }
    }
  }

  private func count(_ elements: [ConnectorElement]) -> [Occurrence: Int] {
    elements.reduce(into: [:]) { $0[Occurrence($1), default: 0] += 1 }
  }

  /// What makes two listeners' elements the same.
  private enum Occurrence: Hashable {
    case event(ProcessEvent)
    case death(ProcessID, ExitStatus)
    case other

    init(_ element: ConnectorElement) {
      switch element {
      case .event(let event): self = .event(event)
      // Its time and CPU are those of the last thread that a listener heard of.
      case .death(let death): self = .death(death.process, death.status)
      default: self = .other
      }
    }
  }
}

extension Filter {
  fileprivate func evaluate(_ element: ConnectorElement) -> Truth {
    switch element {
    case .event(let event): evaluate(event)
    case .death(let death): evaluate(ProcessEvent(death))
    default: .false
    }
  }
}
