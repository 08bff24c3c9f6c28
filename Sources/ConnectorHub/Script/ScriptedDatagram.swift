/// A datagram as a socket gives it out.
public struct ScriptedDatagram: Hashable, Sendable {
  /// What was sent.
  public var bytes: [UInt8]
  /// The netlink port that it came from; 0 is the kernel.
  public var senderPort: UInt32

  /// Makes a datagram of its parts.
  public init(bytes: [UInt8], senderPort: UInt32) {
    self.bytes = bytes
    self.senderPort = senderPort
  }
}

/// A socket's receive buffer as the kernel accounts for it.
public struct ScriptedMemory: Hashable, Sendable {
  /// Bytes that wait, with the kernel's overhead.
  public var used: UInt32
  /// Bytes that may wait.
  public var limit: UInt32
  /// Datagrams that found no room so far.
  public var drops: UInt32
}
