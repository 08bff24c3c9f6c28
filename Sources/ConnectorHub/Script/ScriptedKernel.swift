public import ProcessEvents

/// The process connector of a Linux kernel, as a value: every socket on the machine and what it hears.
///
/// It behaves as kernels were seen to, and where that surprises it does so all the more: whoever passes
/// with it has met the traps. Nothing happens in it by itself; time and events come from the script.
public struct ScriptedKernel: Sendable {
  /// Decides by a datagram's bytes whether a socket takes it, as a classic BPF program would.
  public typealias SocketFilter = @Sendable (Span<UInt8>) -> Bool

  /// A socket; its netlink port has the same number.
  public struct SocketID: Hashable, Sendable {
    public let port: UInt32
  }

  public let profile: KernelProfile

  /// The time of what happens next.
  public var now: KernelInstant
  /// The CPU on which requests are handled, and so acknowledged.
  public var currentCPU: UInt32 = 0
  /// Messages that fail for want of memory from now on: each takes its number and reaches nobody.
  public var failingAllocations = 0

  /// The count of listeners that all share; below one, nothing is sent to anybody.
  ///
  /// Kernels before Linux 6.6 let anybody lower it, and later ones let it leak when a listening socket is
  /// closed without an IGNORE.
  public internal(set) var listenerCount = 0

  var sockets: [SocketID: ScriptedSocket] = [:]
  var nextNumbers: [UInt32: UInt32] = [:]
  private var nextPort: UInt32 = 1

  public init(_ profile: KernelProfile, now: KernelInstant = KernelInstant(nanoseconds: 0)) {
    self.profile = profile
    self.now = now
  }
}

extension ScriptedKernel {
  /// C: `socket(2)`
  public mutating func openSocket(_ owner: SocketOwner = .root) -> SocketID {
    let id = SocketID(port: nextPort)
    nextPort += 1
    sockets[id] = ScriptedSocket(owner: owner)
    return id
  }

  /// Joins the connector's group: from here on the socket hears everything that anyone listens to.
  ///
  /// C: `bind(2)`
  public mutating func join(_ id: SocketID) throws(KernelRefusal) {
    let owner = socket(id).owner
    guard profile.servesOrdinaryUsers || owner.isNetworkAdministrator else { throw .notPermitted }
    sockets[id]?.isJoined = true
  }

  /// Gives the socket a filter in place of the one before; nil lets everything pass.
  public mutating func setFilter(_ filter: SocketFilter?, of id: SocketID) {
    sockets[id]?.filter = filter
  }

  /// Asks for a buffer; as the kernel does, it gives twice as much.
  public mutating func setReceiveBuffer(bytes: UInt32, of id: SocketID) {
    sockets[id]?.bufferLimit = max(
      KernelProfile.smallestBuffer, bytes.multipliedReportingOverflow(by: 2).partialValue)
  }

  public func memory(of id: SocketID) -> ScriptedMemory { socket(id).memory }

  /// Takes what waits, at most `limit` datagrams.
  public mutating func receive(
    on id: SocketID, limit: Int = .max >> 1
  ) throws(KernelRefusal) -> [ScriptedDatagram] {
    var socket = socket(id)
    defer { sockets[id] = socket }
    return try socket.receive(limit: limit)
  }

  /// Closes the socket; a listener that has not sent IGNORE goes on counting.
  public mutating func close(_ id: SocketID) { sockets[id] = nil }

  func socket(_ id: SocketID) -> ScriptedSocket {
    guard let socket = sockets[id] else { preconditionFailure("socket \(id.port) is closed") }
    return socket
  }
}
