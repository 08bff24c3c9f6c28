/// A datagram as a socket gives it out.
public struct ScriptedDatagram: Hashable, Sendable {
  public var bytes: [UInt8]
  /// The netlink port that it came from; 0 is the kernel.
  public var senderPort: UInt32

  public init(bytes: [UInt8], senderPort: UInt32) {
    self.bytes = bytes
    self.senderPort = senderPort
  }
}

/// A socket's receive buffer as the kernel accounts for it.
public struct ScriptedMemory: Hashable, Sendable {
  public var used: UInt32
  public var limit: UInt32
  public var drops: UInt32
}
