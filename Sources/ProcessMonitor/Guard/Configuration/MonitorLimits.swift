/// What the daemon may use at most.
public struct MonitorLimits: Hashable, Sendable {
  /// Registrations in all.
  public var registrations = 1_000_000
  /// Registrations of one ordinary user.
  public var registrationsPerUser = 100_000
  /// Processes that are held by descriptor, so that their exit statuses can be asked for; nil is what the limit of
  /// open descriptors leaves, less 1,000 and those of ``connectorClients``.
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
  /// Clients of the connector's socket in all, as far as there are descriptors.
  public var connectorClients = 2048
  /// Clients of one ordinary user.
  public var connectorClientsPerUser = 512
  /// Messages that such a client may fall behind, 76 bytes each.
  public var connectorQueue = 8192

  public init() {}
}

extension MonitorLimits {
  /// Places that root has on top of ``connectorClients``.
  package static let clientsOfRoot = 16
  /// The connection of a client, and what holds its namespace.
  private static let descriptorsPerClient = 2

  /// Clients of the connector's socket that there are descriptors for: they may not take more than a quarter of all, which
  /// guards, clean-ups and the API need as well.
  package func connectorClients(descriptors: Int) -> Int {
    let room = descriptors / 4 / Self.descriptorsPerClient - Self.clientsOfRoot
    return min(connectorClients, max(0, room))
  }

  /// The same of one ordinary user: the share that he has of all.
  package func connectorClientsPerUser(descriptors: Int) -> Int {
    let clients = connectorClients(descriptors: descriptors)
    if clients == connectorClients { return connectorClientsPerUser }
    return min(
      connectorClientsPerUser, max(1, connectorClientsPerUser * clients / connectorClients))
  }

  /// Registered processes to be held by descriptors.
  package func heldProcesses(descriptors: Int) -> Int {
    let clients = connectorClients(descriptors: descriptors) + Self.clientsOfRoot
    return heldProcesses ?? max(0, descriptors - 1000 - clients * Self.descriptorsPerClient)
  }
}
