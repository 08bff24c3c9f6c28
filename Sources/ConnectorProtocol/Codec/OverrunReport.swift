public import ProcessEvents

/// How a hub tells a client of its socket that datagrams for it were lost, at their place among the others.
///
/// The kernel does so by a receive that fails with ENOBUFS, and by the socket's drop count, neither of which a Unix
/// socket has. A client that knows only the kernel's datagrams takes this one for an acknowledgement with an error.
public struct OverrunReport: Hashable, Sendable {
  /// Datagrams lost since the last report, at least 1.
  public var count: UInt64
  /// When it was told.
  public var time: KernelInstant

  public init(count: UInt64, time: KernelInstant) {
    self.count = count
    self.time = time
  }

  /// Reads a datagram; nil where it is no such report. Any bytes are safe to pass.
  public init?(decoding datagram: RawSpan) {
    guard datagram.byteCount == ConnectorWire.eventSize,
      datagram.load(WireLayout.messageType, as: UInt16.self) == ConnectorWire.overrunType,
      datagram.load(WireLayout.messageLength, as: UInt32.self) == UInt32(ConnectorWire.eventSize),
      datagram.load(WireLayout.connectorIndex, as: UInt32.self) == ConnectorWire.index,
      datagram.load(WireLayout.connectorValue, as: UInt32.self) == ConnectorWire.value,
      datagram.load(WireLayout.connectorLength, as: UInt16.self)
        == UInt16(ConnectorWire.eventPayloadSize),
      datagram.load(WireLayout.eventKind, as: UInt32.self) == 0,
      datagram.load(WireLayout.eventData, as: UInt32.self) == ConnectorWire.overrunError
    else { return nil }
    count = datagram.load(WireLayout.overrunCount)
    time = KernelInstant(nanoseconds: datagram.load(WireLayout.eventTime))
    guard count > 0 else { return nil }
  }

  /// The datagram to send.
  public func encoded() -> [UInt8] {
    var datagram = [UInt8](repeating: 0, count: ConnectorWire.eventSize)
    var bytes = datagram.mutableSpan
    encode(into: &bytes)
    return datagram
  }

  /// Writes the datagram to send.
  ///
  /// - Parameter bytes: ``ConnectorWire/eventSize`` of them; all are overwritten.
  public func encode(into bytes: inout MutableSpan<UInt8>) {
    precondition(bytes.count == ConnectorWire.eventSize)
    bytes.update(repeating: 0)
    bytes.storeHeaders(payloadSize: ConnectorWire.eventPayloadSize)
    bytes.store(ConnectorWire.overrunType, at: WireLayout.messageType)
    bytes.store(time.nanoseconds, at: WireLayout.eventTime)
    bytes.store(ConnectorWire.overrunError, at: WireLayout.eventData)
    bytes.store(count, at: WireLayout.overrunCount)
  }
}
