import ConnectorProtocol
import KernelInterface
import ProcessConnector
import ProcessEvents
import Testing

extension ConnectorSession {
  /// Subscribes at a hub's socket.
  static func open(
    _ path: String, _ mask: EventMask
  ) throws(ConnectorError) -> ConnectorSession {
    try open(.hub(path: path), filter: KernelFilter(mask), buffer: .default)
  }

  /// The next events, at least so many, for which it waits ten seconds at most.
  mutating func events(
    _ count: Int, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> [ProcessEvent] {
    let end = Clocks.monotonic + 10_000_000_000
    var events: [ProcessEvent] = []
    while events.count < count {
      if Clocks.monotonic > end {
        Issue.record("\(count) events have not come", sourceLocation: sourceLocation)
        break
      }
      let reception = try receive { batch in
        for index in batch.indices { events.append(batch[index]) }
      }
      if reception.isDrained, events.count < count {
        _ = try pollReadable(transport.rawDescriptor, timeout: 100_000_000)
      }
    }
    return events
  }
}

/// Sockets that this process has open.
func openSockets() -> Int {
  (0..<4096).count { number in
    (try? Files.linkTarget(of: "/proc/self/fd/\(number)"))?.hasPrefix("socket:") == true
  }
}

/// Waits for something that must become true, within ten seconds.
func waitUntil(
  _ condition: () throws -> Bool, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let end = Clocks.monotonic + 10_000_000_000
  while try !condition() {
    if Clocks.monotonic > end {
      Issue.record("it has not become true", sourceLocation: sourceLocation)
      return
    }
    _ = try pollReadable(-1, timeout: 1_000_000)
  }
}
