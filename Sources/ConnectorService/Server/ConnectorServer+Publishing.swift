package import ConnectorHub
package import ProcessEvents

extension ConnectorServer {
  /// Tells events one after the other to whom they concern; see ``deliver()``.
  package func publish(_ events: Span<ProcessEvent>, facts: inout some EventFacts) {
    for index in events.indices {
      facts.take(events[index])
      hub.publish(events[index], facts: facts)
    }
  }

  /// Tells everybody who listens that so many events were lost right behind those published so far.
  package func reportLoss(_ count: UInt64) {
    guard count > 0 else { return }
    hub.reportLoss(count)
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
  mutating func take(_ event: ProcessEvent)
}
