internal import ConnectorProtocol
public import ProcessEvents

/// The process connector of a Linux kernel, as a value: every socket on the machine and what it hears.
///
/// It is a ``ConnectorHub`` with sockets, owners and namespaces around it, which behaves as kernels were seen to; where
/// that surprises it does so all the more: whoever passes with it has met the traps. Nothing happens in it by
/// itself; time and events come from the script, and so does what goes wrong.
public struct ScriptedKernel: Sendable {
  /// Decides by a datagram's bytes whether a socket takes it, as a classic BPF program would.
  public typealias SocketFilter = ConnectorHub.SocketFilter

  /// A socket; its netlink port has the same number.
  public struct SocketID: Hashable, Sendable {
    /// The netlink port.
    public let port: UInt32
  }

  /// Which kernel it is.
  public var profile: KernelProfile { hub.profile }

  /// The time of what happens next.
  public var now: KernelInstant
  /// The CPU on which requests are handled, and so acknowledged.
  public var currentCPU: UInt32 = 0
  /// Requests that fail for want of memory to acknowledge them from now on: what they ask for is done, but nobody is told.
  public var failingAcknowledgements = 0

  var hub: ConnectorHub
  private var sockets: [SocketID: Socket] = [:]
  private var nextPort: UInt32 = 1

  struct Socket: Sendable {
    let owner: SocketOwner
    let listener: ListenerID
    var isJoined = false
  }

  /// Starts a machine that nobody listens on.
  public init(_ profile: KernelProfile, now: KernelInstant = KernelInstant(nanoseconds: 0)) {
    hub = ConnectorHub(
      profile,
      limits: HubLimits(listeners: .max, buffer: KernelProfile.usualBuffer, largestBuffer: .max))
    self.now = now
  }
}

extension ScriptedKernel {
  /// Messages that fail for want of memory from now on: each takes its number and reaches nobody.
  public var failingAllocations: Int {
    get { hub.failingAllocations }
    set { hub.failingAllocations = newValue }
  }

  /// The count of listeners that all share; below one, nothing is sent to anybody. See ``KernelQuirks/countsForAll``.
  public var listenerCount: Int {
    get { hub.listenerCount }
    set { hub.listenerCount = newValue }
  }

  /// C: `socket(2)`
  public mutating func openSocket(_ owner: SocketOwner = .root) -> SocketID {
    let id = SocketID(port: nextPort)
    nextPort += 1
    guard let listener = try? hub.open(isJoined: false) else {
      preconditionFailure("the number of sockets is not limited")
    }
    sockets[id] = Socket(owner: owner, listener: listener)
    return id
  }

  /// Joins the connector's group: from here on the socket hears everything that anyone listens to.
  ///
  /// C: `bind(2)`
  public mutating func join(_ id: SocketID) throws(KernelRefusal) {
    let socket = socket(id)
    guard profile.servesOrdinaryUsers || socket.owner.isNetworkAdministrator else {
      throw .notPermitted
    }
    sockets[id]!.isJoined = true
    if socket.owner.isInInitialNetworkNamespace { hub.join(socket.listener) }
  }

  /// Leaves the group; a request stays in force until the socket is closed. C: `NETLINK_DROP_MEMBERSHIP`
  public mutating func leave(_ id: SocketID) {
    sockets[id]!.isJoined = false
    hub.leave(socket(id).listener)
  }

  /// Gives the socket a filter in place of the one before; nil lets everything pass.
  public mutating func setFilter(_ filter: SocketFilter?, of id: SocketID) {
    hub.setSocketFilter(filter, of: socket(id).listener)
  }

  /// Asks for a buffer; as the kernel does, it gives twice as much.
  public mutating func setReceiveBuffer(bytes: UInt32, of id: SocketID) {
    let (twice, isTooMuch) = bytes.multipliedReportingOverflow(by: 2)
    hub.setBuffer(bytes: isTooMuch ? .max : twice, of: socket(id).listener)
  }

  /// The state of a socket's receive buffer. C: `SO_MEMINFO`
  public func memory(of id: SocketID) -> ScriptedMemory {
    let listener = socket(id).listener
    let counters = hub.counters(of: listener)
    return ScriptedMemory(
      used: UInt32(counters.waiting) * profile.messageBytes, limit: hub.bufferBytes(of: listener),
      drops: UInt32(truncatingIfNeeded: counters.lost))
  }

  /// Takes what waits, at most `limit` datagrams.
  public mutating func receive(
    on id: SocketID, limit: Int = .max >> 1
  ) throws(KernelRefusal) -> [ScriptedDatagram] {
    var datagrams: [ScriptedDatagram] = []
    let reading = hub.drain(socket(id).listener, limit: limit) { bytes, port in
      datagrams.append(ScriptedDatagram(bytes: bytes.indices.map { bytes[$0] }, senderPort: port))
      return true
    }
    // Whoever waits here asks again and again.
    hub.takeReadable { _ in }
    switch reading {
    case .taken: return datagrams
    case .nothing: throw .wouldBlock
    case .lost: throw .noBufferSpace
    }
  }

  /// Closes the socket; a listener that has not sent IGNORE goes on counting.
  public mutating func close(_ id: SocketID) {
    guard let socket = sockets.removeValue(forKey: id) else { return }
    hub.close(socket.listener)
  }

  func socket(_ id: SocketID) -> Socket {
    guard let socket = sockets[id] else { preconditionFailure("socket \(id.port) is closed") }
    return socket
  }

  /// The sockets that a multicast reaches, in the order of their ports.
  var members: [Socket] {
    sockets.filter { $0.value.isJoined && $0.value.owner.isInInitialNetworkNamespace }
      .sorted { $0.key.port < $1.key.port }.map(\.value)
  }
}
