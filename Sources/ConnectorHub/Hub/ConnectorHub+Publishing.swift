internal import ConnectorProtocol
public import ProcessEvents

extension ConnectorHub {
  /// Tells an event to the listeners that want it and may know of it. Its number is the hub's own.
  public mutating func publish(_ event: ProcessEvent) { publish(event, facts: EventFieldsOnly()) }

  /// Tells an event to the listeners that want it and may know of it. Its number is the hub's own.
  ///
  /// - Parameters:
  ///   - event: what has happened.
  ///   - facts: what is known of processes; what is not is withheld from those who may not hear of all.
  public mutating func publish<Facts: ProcessFacts & ~Copyable & ~Escapable>(
    _ event: ProcessEvent, facts: borrowing Facts
  ) {
    totals.events &+= 1
    guard !countsForAll || listenerCount > 0 else { return }
    let isLost = failsAllocation()
    for view in openViews { publish(event, in: Int(view), isLost: isLost, facts: facts) }
    if !userViews.isEmpty, let task = event.task, let user = facts.user(of: task, at: event.time),
      let views = userViews[user]
    {
      for view in views { publish(event, in: Int(view), isLost: isLost, facts: facts) }
    }
    for view in scopedViews
    where views[Int(view)].policy.scope.contains(event.task, at: event.time, facts: facts) {
      publish(event, in: Int(view), isLost: isLost, facts: facts)
    }
  }

  /// Tells events one after the other.
  public mutating func publish<Facts: ProcessFacts & ~Copyable & ~Escapable>(
    _ events: Span<ProcessEvent>, facts: borrowing Facts
  ) {
    for index in events.indices { publish(events[index], facts: facts) }
  }

  /// Tells everybody that events were lost before they came here: to each listener they count as lost, whether or not
  /// it would have wanted them. It looks at every listener.
  public mutating func reportLoss(_ count: UInt64) {
    reportLoss(count) { _ in true }
  }

  /// The same for those alone whose policy names one of these PID namespaces, by its scope or by whose numbers it
  /// gives: events about processes that may be visible there were lost.
  public mutating func reportLoss(_ count: UInt64, in namespaces: Set<PIDNamespace>) {
    guard !namespaces.isEmpty else { return }
    reportLoss(count) { $0.namespaces.contains(where: namespaces.contains) }
  }

  private mutating func reportLoss(_ count: UInt64, where isConcerned: (Policy) -> Bool) {
    guard count > 0 else { return }
    for index in listeners.indices {
      guard listeners[index].group >= 0, isConcerned(listeners[index].policy) else { continue }
      listeners[index].lost &+= count
      listeners[index].hasError = true
      wake(index)
    }
  }

  /// Tells an event to the listeners with one policy, whose scope it is in.
  ///
  /// C: `send_msg`, `drivers/connector/cn_proc.c`
  private mutating func publish<Facts: ProcessFacts & ~Copyable & ~Escapable>(
    _ event: ProcessEvent, in view: Int, isLost: Bool, facts: borrowing Facts
  ) {
    guard var event = event.seen(by: views[view].policy, facts: facts) else { return }
    event.sequence = views[view].numbers.take(event.cpu)
    if isLost { return }
    let rows = views[view].rows[Int(event.shape.rawValue)]
    var isWritten = false
    for index in rows.indices {
      let group = Int(rows[index].group)
      guard rows[index].isCertain || groups[group].matcher.admits(event, facts: facts) else {
        continue
      }
      if !isWritten {
        write(.event(event))
        isWritten = true
      }
      append(to: group)
    }
  }
}

extension ConnectorHub {
  /// Encodes what is to be delivered next.
  mutating func write(_ message: ConnectorMessage) {
    var bytes = scratch.mutableSpan
    message.encode(into: &bytes)
  }

  /// Whether the next message is one of those that fail.
  mutating func failsAllocation() -> Bool {
    guard failingAllocations > 0 else { return false }
    failingAllocations -= 1
    return true
  }

  /// Gives what was written to all listeners of a group.
  mutating func append(to group: Int) {
    let loner = Int(groups[group].interest.loner)
    // A filter comes before the accounting: what it drops is no loss.
    if loner >= 0, let filter = listeners[loner].socketFilter, !filter(scratch.span) {
      return
    }
    groups[group].log.append(scratch, pool: &pool)
    totals.datagrams &+= 1
    if !groups[group].isWoken && !groups[group].armed.isEmpty {
      groups[group].isWoken = true
      wokenGroups.append(Int32(group))
    }
    if groups[group].log.end >= groups[group].nextScan { scan(group) }
  }
}
