public import ProcessConnector

// For those who ask nothing about processes but what their filter asks.
extension ProcessReader {
  /// Reads as ``read(_:)``, and leaves out what is known of the processes.
  public mutating func readEvents(
    _ body: (Span<ConnectorElement>) -> Void
  ) throws(ConnectorError) -> Bool {
    guard nameSource != nil else { return try connector.read(body) }
    return try read { ProcessReader.tellEvents($0, body) }
  }

  /// Reads as ``readToEnd(_:)``, and leaves out what is known of the processes.
  public mutating func readEventsToEnd(
    _ body: (Span<ConnectorElement>) -> Void
  ) throws(ConnectorError) {
    guard nameSource != nil else { return try connector.readToEnd(body) }
    try readToEnd { ProcessReader.tellEvents($0, body) }
  }

  private static func tellEvents(
    _ elements: Span<ProcessElement>, _ body: (Span<ConnectorElement>) -> Void
  ) {
    var events: [ConnectorElement] = []
    for index in elements.indices { events.append(elements[index].element) }
    body(events.span)
  }
}
