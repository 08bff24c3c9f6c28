/// What the daemon may use at most.
public struct MonitorLimits: Hashable, Sendable {
  /// Registrations in all.
  public var registrations = 1_000_000
  /// Registrations of one ordinary user.
  public var registrationsPerUser = 100_000
  /// Processes that are held by descriptor, so that their exit statuses can be asked for; nil is what the limit of
  /// open descriptors leaves, less 1,000.
  public var heldProcesses: Int?
  /// Bytes of the socket's buffer; each event that waits takes some 830.
  public var receiveBuffer: UInt64 = 64 << 20
  /// Bytes of locked memory for what has been read from the socket and is not stored yet, some 160 for each event: as
  /// many as the socket's buffer holds by default.
  public var unsettledMemory: UInt64 = 16 << 20
  /// Milliseconds between two comparisons of what is registered with what lives.
  public var resyncInterval: UInt64 = 60_000
  /// Clean-ups that run at once.
  public var cleanups = 16
  /// Milliseconds that the journal keeps what is done.
  public var journalAge: UInt64 = 30 * 86_400_000
  /// Bytes that the journal may take.
  public var journalSize: UInt64 = 1 << 30
  /// Connections to the API in all.
  public var apiConnections = 256
  /// Connections of one ordinary user.
  public var apiConnectionsPerUser = 32
  /// Bytes of a request's body.
  public var apiBody: UInt64 = 64 << 10
  /// Requests of one ordinary user in a second, and as many at once after a pause.
  public var apiRequestsPerSecond = 200
  /// Live streams of events of one ordinary user.
  public var apiStreamsPerUser = 8
  /// Events that the reader of a stream may fall behind.
  public var streamQueue = 4096
  /// Clients of the connector's socket in all.
  public var connectorClients = 2048
  /// Clients of one ordinary user.
  public var connectorClientsPerUser = 512
  /// Messages that such a client may fall behind, 76 bytes each.
  public var connectorQueue = 8192

  public init() {}
}
