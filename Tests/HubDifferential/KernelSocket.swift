import ConnectorProtocol
import KernelInterface
import ProcessEvents

/// A socket of the kernel's connector.
final class KernelSocket {
  private let socket: NetlinkSocket
  private let slab = ReceiveSlab(capacity: 64, slotSize: 128)
  /// Whether it has a port, which the first request gives it if nothing else has.
  private var isBound = false

  init() throws(SystemCallError) {
    socket = try NetlinkSocket(protocol: ConnectorWire.netlinkProtocol)
  }

  var descriptor: Int32 { socket.rawDescriptor }

  func setBuffer(bytes: UInt32, beyondLimit: Bool) throws(SystemCallError) {
    try socket.setReceiveBuffer(bytes: Int32(bytes), beyondLimit: beyondLimit)
  }

  /// Lets only the acknowledgements of requests whose tokens begin with `prefix` pass.
  func admitOnlyAcknowledgements(prefix: UInt32) throws(SystemCallError) {
    // A word is loaded from network order: what stands last in memory is lowest.
    let first = UInt32(UInt16(prefix).byteSwapped)
    try socket.attachFilter([
      FilterInstruction(code: 0x20, operand: 36),  // the kind
      FilterInstruction(code: 0x15, jumpTrue: 0, jumpFalse: 3, operand: 0),
      FilterInstruction(code: 0x28, operand: 30),  // the upper half of the token
      FilterInstruction(code: 0x15, jumpTrue: 0, jumpFalse: 1, operand: first),
      FilterInstruction(code: 0x06, operand: .max),
      FilterInstruction(code: 0x06, operand: 0),
    ])
  }

  func dropAll() throws(SystemCallError) {
    try socket.attachFilter([FilterInstruction(code: 0x06, operand: 0)])
  }

  func join() throws(SystemCallError) {
    if isBound {
      try socket.setMembership(true, ofGroup: Int32(ConnectorWire.group))
    } else {
      try socket.bind(groups: ConnectorWire.group)
      isBound = true
    }
  }

  func leave() throws(SystemCallError) {
    try socket.setMembership(false, ofGroup: Int32(ConnectorWire.group))
  }

  func send(_ datagram: [UInt8]) throws(SystemCallError) {
    isBound = true
    try socket.send(datagram.span)
  }

  func memory() throws(SystemCallError) -> SocketMemory { try socket.memory() }

  /// Takes what waits, at most so much.
  ///
  /// - Throws: `EAGAIN` where nothing does, `ENOBUFS` once after something was dropped.
  func receive(limit: Int) throws(SystemCallError) -> [[UInt8]] {
    let received = try slab.receive(from: descriptor, limit: min(limit, slab.capacity))
    return (0..<received.count).compactMap { index in
      guard received.senderPort(at: index) == 0 else { return nil }
      return unsafe Array(received.datagram(at: index))
    }
  }
}
