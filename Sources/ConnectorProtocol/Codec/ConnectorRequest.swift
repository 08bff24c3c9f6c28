/// What a client asks of the connector.
public struct ConnectorRequest: Hashable, Sendable {
  /// C: `enum proc_cn_mcast_op`
  public struct Operation: RawRepresentable, Hashable, Sendable {
    public var rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// C: `PROC_CN_MCAST_LISTEN`
    public static let listen = Operation(rawValue: 1)
    /// C: `PROC_CN_MCAST_IGNORE`
    public static let ignore = Operation(rawValue: 2)
  }

  /// What is asked for.
  public var operation: Operation
  /// The kinds of events asked for, as sent; nil where the request has only an operation.
  ///
  /// Kernel: Linux 6.6; a request with a mask is ignored before.
  public var mask: UInt32?
  /// A number that the acknowledgement repeats, plus one.
  public var token: UInt32

  /// Makes a request of its parts.
  public init(_ operation: Operation, mask: UInt32? = nil, token: UInt32) {
    self.operation = operation
    self.mask = mask
    self.token = token
  }
}

extension ConnectorRequest {
  /// The datagram to send.
  public func encoded() -> [UInt8] {
    let size = mask == nil ? ConnectorWire.shortRequestSize : ConnectorWire.requestSize
    var datagram = [UInt8](repeating: 0, count: size)
    var bytes = datagram.mutableSpan
    bytes.storeHeaders(payloadSize: size - WireLayout.payload)
    bytes.store(token, at: WireLayout.connectorAcknowledgement)
    bytes.store(operation.rawValue, at: WireLayout.requestOperation)
    if let mask { bytes.store(mask, at: WireLayout.requestMask) }
    return datagram
  }

  /// Reads a request as the kernel does; any bytes are safe to pass.
  ///
  /// The connector's own length tells whether there is a mask. The netlink header must leave room for that, and
  /// the datagram for what the header states; anything behind, and the header's type and flags, are not looked at.
  ///
  /// C: `cn_rx_skb`, `cn_call_callback`, `drivers/connector/connector.c`; `cn_proc_mcast_ctl`,
  /// `drivers/connector/cn_proc.c`
  public init(decoding datagram: RawSpan) throws(MalformedMessage) {
    let size = datagram.byteCount
    guard size >= WireLayout.payload else { throw .length(size) }
    let stated = Int(datagram.load(WireLayout.messageLength, as: UInt32.self))
    let payload = Int(datagram.load(WireLayout.connectorLength, as: UInt16.self))
    guard stated <= size, stated - WireLayout.connectorIndex <= ConnectorWire.maximumRequest,
      stated >= WireLayout.payload + payload
    else { throw .length(size) }
    let index = datagram.load(WireLayout.connectorIndex, as: UInt32.self)
    let value = datagram.load(WireLayout.connectorValue, as: UInt32.self)
    guard index == ConnectorWire.index, value == ConnectorWire.value else {
      throw .identifier(index: index, value: value)
    }
    switch WireLayout.payload + payload {
    case ConnectorWire.shortRequestSize: mask = nil
    case ConnectorWire.requestSize: mask = datagram.load(WireLayout.requestMask)
    default: throw .length(size)
    }
    operation = Operation(rawValue: datagram.load(WireLayout.requestOperation))
    token = datagram.load(WireLayout.connectorAcknowledgement)
  }
}
