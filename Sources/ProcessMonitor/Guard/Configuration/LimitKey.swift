/// A key of `limits:`: what it may be, and where it goes.
struct LimitKey {
  enum Kind {
    case number(ClosedRange<Int>, WritableKeyPath<MonitorLimits, Int>)
    /// Not limited by itself where it is absent.
    case optionalNumber(ClosedRange<Int>, WritableKeyPath<MonitorLimits, Int?>)
    /// Bytes
    case size(ClosedRange<UInt64>, WritableKeyPath<MonitorLimits, UInt64>)
    /// Milliseconds
    case duration(atLeast: UInt64, WritableKeyPath<MonitorLimits, UInt64>)
  }

  let name: String
  let kind: Kind

  private init(_ name: String, _ kind: Kind) {
    self.name = name
    self.kind = kind
  }

  static var all: [LimitKey] {
    [
      LimitKey("registrations", .number(0...10_000_000, \.registrations)),
      LimitKey("registrations_per_user", .number(0...10_000_000, \.registrationsPerUser)),
      LimitKey("held_processes", .optionalNumber(0...10_000_000, \.heldProcesses)),
      // The kernel's own least, and what fits its signed number after doubling.
      LimitKey("receive_buffer", .size(2304...(1 << 30), \.receiveBuffer)),
      LimitKey("resync_interval", .duration(atLeast: 1000, \.resyncInterval)),
      LimitKey("cleanups", .number(1...10_000, \.cleanups)),
      LimitKey("journal_age", .duration(atLeast: 60_000, \.journalAge)),
      LimitKey("journal_size", .size((1 << 20)...(1 << 44), \.journalSize)),
      LimitKey("api_connections", .number(1...65_536, \.apiConnections)),
      LimitKey("api_connections_per_user", .number(1...65_536, \.apiConnectionsPerUser)),
      LimitKey("api_body", .size((1 << 10)...(16 << 20), \.apiBody)),
      LimitKey("api_requests_per_second", .number(1...1_000_000, \.apiRequestsPerSecond)),
      LimitKey("api_streams_per_user", .number(0...65_536, \.apiStreamsPerUser)),
      LimitKey("stream_queue", .number(16...1_048_576, \.streamQueue)),
      LimitKey("connector_clients", .number(0...65_536, \.connectorClients)),
      LimitKey("connector_clients_per_user", .number(0...65_536, \.connectorClientsPerUser)),
      LimitKey("connector_queue", .number(64...1_048_576, \.connectorQueue)),
    ]
  }
}
