public import ProcessEvents

/// What a server of the connector says of a loss, where a Unix socket cannot say ENOBUFS: a datagram of an event's size, at
/// the place of what is missing.
///
/// To a client that knows the kernel's protocol alone it is an acknowledgement with an error and a token of 0.
public struct ConnectorOverrun: Hashable, Sendable {
  /// How many datagrams were lost since this was last said, exactly.
  public var count: UInt64
  /// When it was said.
  public var time: KernelInstant

  /// Makes the report of a loss.
  public init(count: UInt64, time: KernelInstant) {
    self.count = count
    self.time = time
  }

  /// The datagram.
  public func encoded() -> [UInt8] {
    let message = ConnectorMessage.acknowledgement(
      Acknowledgement(
        token: 0, error: ConnectorWire.noBufferSpace, time: time, cpu: 0, sequence: 0))
    var datagram = message.encoded()
    var bytes = datagram.mutableSpan
    bytes.store(ConnectorWire.overrunType, at: WireLayout.messageType)
    bytes.store(count, at: WireLayout.lostCount)
    return datagram
  }

  /// Reads a datagram; nil where it says something else. Any bytes are safe to pass.
  public init?(decoding datagram: RawSpan) {
    guard datagram.byteCount == ConnectorWire.eventSize,
      datagram.load(WireLayout.messageLength, as: UInt32.self) == UInt32(ConnectorWire.eventSize),
      datagram.load(WireLayout.messageType, as: UInt16.self) == ConnectorWire.overrunType,
      datagram.load(WireLayout.connectorIndex, as: UInt32.self) == ConnectorWire.index,
      datagram.load(WireLayout.connectorValue, as: UInt32.self) == ConnectorWire.value,
      datagram.load(WireLayout.eventKind, as: UInt32.self) == 0,
      datagram.load(WireLayout.eventData, as: UInt32.self) == ConnectorWire.noBufferSpace
    else { return nil }
    count = datagram.load(WireLayout.lostCount)
    time = KernelInstant(nanoseconds: datagram.load(WireLayout.eventTime))
  }
}
