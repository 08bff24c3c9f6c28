package import ConnectorHub
package import ProcessEvents

extension ConnectorServer {
  /// Tells events one after the other to whom they concern; see ``deliver()``.
  package func publish(_ events: Span<ProcessEvent>, facts: inout some EventFacts) {
    for index in events.indices {
      let lost = facts.take(events[index])
      hub.publish(events[index], facts: facts)
      if !lost.isEmpty { reportLoss(1, in: lost) }
    }
  }

  /// Tells everybody who listens that so many events were lost right behind those published so far.
  package func reportLoss(_ count: UInt64) {
    guard count > 0 else { return }
    hub.reportLoss(count)
    markLosses()
  }

  /// The same for those alone whose policy names one of some PID namespaces.
  package func reportLoss(_ count: UInt64, in namespaces: Set<PIDNamespace>) {
    hub.reportLoss(count, in: namespaces)
    markLosses()
  }

  /// Puts what has just been lost behind what waits.
  private func markLosses() {
    for client in clients {
      guard let client else { continue }
      let counters = hub.counters(of: client.listener)
      client.marks.note(total: counters.lost, after: counters.waiting)
    }
  }
}

/// What is known of processes, which changes with each event.
package protocol EventFacts: ProcessFacts {
  /// Takes note of what an event tells, before it is published.
  ///
  /// - Returns: the PID namespaces to whose listeners it is lost, since it is not known by which numbers they know its task.
  mutating func take(_ event: ProcessEvent) -> Set<PIDNamespace>
}
