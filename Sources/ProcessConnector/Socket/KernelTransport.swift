package import ConnectorProtocol
package import KernelInterface

/// The kernel's connector at the end of a netlink socket.
package final class KernelTransport: ConnectorTransport {
  private let socket: NetlinkSocket
  private let slab: ReceiveSlab
  /// What is received into while it has room, instead of the slab; nil is always the slab.
  private let ring: ReceiveRing?

  /// - Throws: `EPROTONOSUPPORT` where the kernel has no connector.
  package init(storingIn ring: ReceiveRing? = nil) throws(SystemCallError) {
    self.ring = ring
    socket = try NetlinkSocket(protocol: ConnectorWire.netlinkProtocol)
    slab = ReceiveSlab(capacity: KernelTransport.batchSize, slotSize: KernelTransport.slotSize)
  }

  /// Takes over a socket that somebody else has subscribed with; what waits in it is read on.
  package init(adopting descriptor: consuming OwnedDescriptor, storingIn ring: ReceiveRing? = nil) {
    self.ring = ring
    socket = NetlinkSocket(owning: descriptor)
    slab = ReceiveSlab(capacity: KernelTransport.batchSize, slotSize: KernelTransport.slotSize)
  }

  package static func open(
    storingIn ring: ReceiveRing? = nil
  ) throws(ConnectorError) -> KernelTransport {
    do { return try KernelTransport(storingIn: ring) } catch {
      throw ConnectorError(error, in: .current())
    }
  }

  /// Datagrams in one receive: enough that the system call's own cost vanishes, few enough that the
  /// slab stays in the CPU's cache.
  private static let batchSize = 256

  /// More than a datagram of the connector has, so that a longer one shows by its length.
  private static let slotSize = 128

  package var rawDescriptor: Int32 { socket.rawDescriptor }

  package var capacity: Int { slab.capacity }

  package func join() throws(SystemCallError) {
    try socket.bind(groups: ConnectorWire.group)
  }

  package func send(_ request: ConnectorRequest) throws(SystemCallError) {
    try socket.send(request.encoded().span)
  }

  package func attachFilter(_ program: [FilterInstruction]) throws(SystemCallError) {
    try socket.attachFilter(program)
  }

  package func detachFilter() throws(SystemCallError) {
    try socket.detachFilter()
  }

  package func setReceiveBuffer(_ size: ReceiveBuffer) throws(SystemCallError) {
    do {
      try socket.setReceiveBuffer(bytes: size.bytes, beyondLimit: true)
    } catch  where error.errno == .notPermitted {
      try socket.setReceiveBuffer(bytes: size.bytes, beyondLimit: false)
    }
  }

  package func memory() throws(SystemCallError) -> SocketMemory { try socket.memory() }

  package func receive(limit: Int) throws(SystemCallError) -> ReceivedDatagrams {
    if let ring {
      if ring.room > 0 {
        return try ring.receive(from: socket.rawDescriptor, limit: min(limit, ring.room))
      }
      ring.beginDetour()
    }
    return try slab.receive(from: socket.rawDescriptor, limit: limit)
  }

  package var room: Int {
    guard let ring, ring.room > 0 else { return slab.capacity }
    return min(ring.room, slab.capacity)
  }

  package func takeLeftOvers() -> ReceivedDatagrams? {
    ring?.takeLeftOvers(limit: slab.capacity)
  }
}
