internal import ProcessEvents

/// Makes the elements of a stream from the events of the socket.
struct ElementAssembler: Sendable {
  var tracker: DeathTracker
  private let subject: ConnectorConfiguration.Subject
  private(set) var elements: [ConnectorElement] = []
  private var lossCount = 0

  init(_ configuration: ConnectorConfiguration, batchSize: Int) {
    tracker = DeathTracker(observing: configuration.events)
    subject = configuration.subject
    elements.reserveCapacity(batchSize * 2)
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
      for index in events.indices { elements.append(.event(events[index])) }
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
    tracker.settle(before: instant, now: now) { death in
      var position = elements.count
      while position > 0, elements[position - 1].isLater(than: death) { position -= 1 }
      elements.insert(.death(death), at: position)
    }
  }

  private mutating func append(_ event: ProcessEvent) {
    if let death = tracker.observe(event) { elements.append(.death(death)) }
    switch event.payload {
    case .exit: break
    case .fork(let fork) where !fork.isProcess: break
    case .uid(let change) where !change.task.isLeader: break
    case .gid(let change) where !change.task.isLeader: break
    case .comm(let change) where !change.task.isLeader: break
    case .ptrace(let trace) where !trace.task.isLeader: break
    default: elements.append(.event(event))
    }
  }
}

extension ConnectorElement {
  /// Whether a death goes before this; never before a loss, which is the mark of its own place.
  fileprivate func isLater(than death: ProcessDeath) -> Bool {
    if case .lost = self { return false }
    return time > death.time
  }
}
