internal import ProcessConnector
internal import ProcessEvents
internal import ProcessTable

/// Where top's elements come from.
struct TopSource: ~Copyable {
  private var reader: ConnectorReader
  private var elements: [ProcessElement] = []

  init(_ configuration: ConnectorConfiguration) throws(ConnectorError) {
    reader = try ConnectorReader(configuration)
  }

  var filterStage: FilterStage { reader.filterStage }
  var events: EventMask { reader.events }
  var counters: ConnectorCounters { reader.counters }

  mutating func wait(
    atMost timeout: Duration?, interruptedBy interrupt: Int32
  ) throws(ConnectorError) -> WaitOutcome {
    try reader.wait(atMost: timeout, interruptedBy: interrupt)
  }

  mutating func read(_ body: (Span<ProcessElement>) -> Void) throws(ConnectorError) -> Bool {
    elements.removeAll(keepingCapacity: true)
    var elements = elements
    self.elements = []
    let more = try reader.read { batch in
      for index in batch.indices { elements.append(ProcessElement(batch[index])) }
    }
    if !elements.isEmpty { body(elements.span) }
    self.elements = elements
    return more
  }

  mutating func readToEnd(_ body: (Span<ProcessElement>) -> Void) throws(ConnectorError) {
    try reader.readToEnd { batch in
      var elements: [ProcessElement] = []
      for index in batch.indices { elements.append(ProcessElement(batch[index])) }
      body(elements.span)
    }
  }
}
