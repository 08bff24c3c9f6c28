internal import ProcessConnector

/// Elements of whose processes nothing is asked.
struct PlainRound {
  let isKept: Bool
  private var kept: [ConnectorElement] = []

  init(isKept: Bool) { self.isKept = isKept }

  mutating func tell(
    _ events: Span<ConnectorElement>, _ body: (Span<ProcessElement>) -> Void
  ) {
    var elements: [ProcessElement] = []
    for index in events.indices { elements.append(ProcessElement(events[index])) }
    body(elements.span)
    if isKept { for index in events.indices { kept.append(events[index]) } }
  }

  /// What is to be recorded.
  var round: ProcessRound? {
    guard let last = kept.last else { return nil }
    var round = ProcessRound(horizon: last.time)
    round.elements = kept
    return round
  }
}
