internal import ProcessEvents

/// Makes the elements of a stream from the events of the socket.
struct ElementAssembler: Sendable {
  var tracker: DeathTracker
  private let subject: ConnectorConfiguration.Subject
  /// What the kernel has not decided.
  private var filter: CompiledFilter
  /// Whether that is nothing.
  private var isDecided: Bool
  private(set) var elements: [ConnectorElement] = []
  private var lossCount = 0
  private let deliversUndecided: Bool
  /// Events that only the filter here has held back.
  private(set) var dropped: UInt64 = 0
  /// Those among them of which it could not be known whether they match.
  private(set) var undecided: UInt64 = 0

  init(_ plan: FilterPlan, batchSize: Int, deliversUndecided: Bool = false) {
    self.deliversUndecided = deliversUndecided
    tracker = DeathTracker(observing: plan.observed)
    filter = CompiledFilter(plan.rest)
    isDecided = plan.rest == .all
    subject = plan.subject
    elements.reserveCapacity(batchSize * 2)
  }

  /// Goes by another filter from now on, and by the whole of it: what comes next may have passed the kernel
  /// while one half was the old filter's.
  mutating func replace(_ plan: FilterPlan) {
    tracker.observe(kinds: plan.observed)
    filter = CompiledFilter(plan.filter)
    isDecided = plan.filter == .all
  }

  /// Forgets what has been delivered; the memory stays.
  mutating func removeAll() {
    elements.removeAll(keepingCapacity: true)
    lossCount = 0
  }

  /// Elements that are no losses.
  var deliveryCount: Int { elements.count - lossCount }

  mutating func append(_ events: Span<ProcessEvent>) {
    switch subject {
    case .threads:
      for index in events.indices { offer(events[index]) }
    case .processes:
      for index in events.indices { append(events[index]) }
    }
  }

  mutating func append(_ loss: Loss) {
    tracker.eventsWereLost()
    elements.append(.lost(loss))
    lossCount += 1
  }

  /// Adds the deaths that have become certain, by their time among what has not been delivered yet.
  mutating func settle(before instant: KernelInstant?, now: KernelInstant) {
    var settled: [ProcessDeath] = []
    tracker.settle(before: instant, now: now) { settled.append($0) }
    for death in settled where passes(death) {
      var position = elements.count
      while position > 0, elements[position - 1].isLater(than: death) { position -= 1 }
      elements.insert(.death(death), at: position)
    }
  }

  private mutating func append(_ event: ProcessEvent) {
    if let death = tracker.observe(event), passes(death) {
      elements.append(.death(death))
    }
    switch event.payload {
    case .exit: break
    case .fork(let fork) where !fork.isProcess: break
    case .uid(let change) where !change.task.isLeader: break
    case .gid(let change) where !change.task.isLeader: break
    case .comm(let change) where !change.task.isLeader: break
    case .ptrace(let trace) where !trace.task.isLeader: break
    default: offer(event)
    }
  }

  private mutating func offer(_ event: ProcessEvent) {
    if isDecided || tells(filter.evaluate(event)) { elements.append(.event(event)) }
  }

  private mutating func passes(_ death: ProcessDeath) -> Bool {
    isDecided || tells(filter.evaluate(death))
  }

  /// Whether something is told, by what the filter says of it.
  private mutating func tells(_ truth: Filter.Truth) -> Bool {
    switch truth {
    case .true: return true
    case .false: break
    case .undecided where deliversUndecided: return true
    case .undecided: undecided &+= 1
    }
    dropped &+= 1
    return false
  }
}

extension ConnectorElement {
  /// Whether a death goes before this; never before a loss, which is the mark of its own place.
  fileprivate func isLater(than death: ProcessDeath) -> Bool {
    if case .lost = self { return false }
    return time > death.time
  }
}
