package import ConnectorHub
package import KernelInterface

/// Serves a hub at a socket: lets clients in, hands their requests to the hub, and what waits for them to their sockets.
///
/// It never waits: ``rawDescriptor`` is readable when ``serve()`` has something to do. Events are the caller's to publish, and
/// he may open listeners of his own in the hub. It is for one thread at a time.
package final class ConnectorServer {
  package var hub: ConnectorHub
  package private(set) var limits: ServerLimits
  package var rule: AccessRule
  /// What is known of processes. Whose policy asks for more has to wait with his requests.
  package var knowledge = Knowledge() {
    didSet { if knowledge != oldValue { releaseHeld() } }
  }

  /// Whether whoever comes is closed at once.
  package var isRefusing = false

  let socket: PacketSocketFile
  let epoll: Epoll
  let slab = SendSlab(capacity: 64)
  /// What a request is read into; nothing longer is one.
  var request = [UInt8](repeating: 0, count: 16_416)

  /// By their places; those that have gone leave theirs to others.
  var clients: [Client?] = []
  var freePlaces: [Int] = []
  /// The place of each client by its listener's; negative is none.
  var placesByListener: [Int32] = []
  var clientsOfUsers: [UInt32: Int] = [:]
  private var lastNumber: UInt32 = 0

  /// Places of clients for whom something waits, in the order in which they are served.
  var ready: [Int] = []
  var firstReady = 0
  /// Listeners of the caller's own that have become readable.
  package var readableListeners: [ListenerID] = []

  /// Whether listeners' wants may have changed.
  var hasChangedWants = false
  /// When nobody was let in for want of descriptors: when to try again, in nanoseconds.
  var pausedUntil: UInt64?
  var totals = ServerCounters()
  /// Datagrams lost by clients who have gone.
  var pastLosses: UInt64 = 0

  /// Listens.
  ///
  /// - Parameter path: absolute; what is left there of a server before is replaced.
  package init(
    _ path: String, rule: AccessRule = AccessRule(), limits: ServerLimits = ServerLimits(),
    hubLimits: Int = 65_536
  ) throws(SystemCallError) {
    self.rule = rule
    self.limits = limits
    hub = ConnectorHub(
      .served,
      limits: HubLimits(
        listeners: hubLimits, buffer: Self.bytes(limits.queue), largestBuffer: .max))
    socket = try PacketSocketFile(path, mode: 0o666)
    epoll = try Epoll()
    try epoll.add(socket.rawDescriptor, for: .input, token: Self.listenerToken)
  }

  package var rawDescriptor: Int32 { epoll.rawDescriptor }

  static let listenerToken = UInt64.max

  /// What a queue of so many datagrams takes, as the hub counts.
  private static func bytes(_ queue: Int) -> UInt32 {
    UInt32(clamping: queue).multipliedReportingOverflow(by: KernelProfile.served.messageBytes)
      .partialValue
  }

  /// Goes by other limits from now on. Who is in stays in; its queue is changed.
  package func change(limits: ServerLimits) {
    self.limits = limits
    for client in clients {
      if let client { hub.setBuffer(bytes: queueBytes, of: client.listener) }
    }
  }

  var queueBytes: UInt32 { Self.bytes(limits.queue) }

  /// Takes what clients send, lets others in, and finds out who has room again; a bounded share of it.
  package func serve() {
    if let pausedUntil, Clocks.monotonic >= pausedUntil { resumeAccepting() }
    var found: [(token: UInt64, readiness: Epoll.Readiness)] = []
    try? epoll.wait(atMost: 0) { found.append(($0, $1)) }
    for (token, readiness) in found {
      if token == Self.listenerToken {
        accept()
      } else if let client = client(token) {
        serve(client, readiness)
      }
    }
  }

  /// When to call ``serve()`` though nothing is readable: nanoseconds on `CLOCK_MONOTONIC`.
  package var due: UInt64? { pausedUntil }

  private func serve(_ client: Client, _ readiness: Epoll.Readiness) {
    if !readiness.isDisjoint(with: [.noMoreInput, .hangUp, .error]) {
      remove(client)
      return
    }
    if readiness.contains(.output), client.isBlocked {
      client.isBlocked = false
      watch(client)
      enqueue(client)
    }
    if readiness.contains(.input) { takeRequests(of: client) }
  }

  // MARK: Clients

  /// A token is a place and, above it, the number of who has it.
  func client(_ token: UInt64) -> Client? {
    let place = Int(token & 0xFFFF_FFFF)
    guard place < clients.count, let client = clients[place], client.token == token else {
      return nil
    }
    return client
  }

  /// The token of the next client to take a place.
  func takeToken() -> UInt64 {
    let place: Int
    if let free = freePlaces.popLast() {
      place = free
    } else {
      place = clients.count
      clients.append(nil)
    }
    lastNumber &+= 1
    return UInt64(lastNumber) << 32 | UInt64(place)
  }

  func watch(_ client: Client) {
    try? epoll.change(
      client.socket.rawDescriptor, to: client.readiness, token: client.token)
  }

  func remove(_ client: Client) {
    let place = Int(client.token & 0xFFFF_FFFF)
    epoll.remove(client.socket.rawDescriptor)
    pastLosses &+= hub.counters(of: client.listener).lost
    placesByListener[Int(client.listener.index)] = -1
    hub.close(client.listener)
    clients[place] = nil
    freePlaces.append(place)
    clientsOfUsers[client.user, default: 1] -= 1
    if clientsOfUsers[client.user] == 0 { clientsOfUsers[client.user] = nil }
    totals.clients -= 1
    hasChangedWants = true
    if pausedUntil != nil { resumeAccepting() }
  }

  /// Closes all connections.
  package func closeClients() {
    for client in clients { if let client { remove(client) } }
  }
}
