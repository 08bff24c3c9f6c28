/// Where each field of a datagram stands, in bytes from its beginning; all in the machine's byte order.
enum WireLayout {
  // C: struct nlmsghdr, include/uapi/linux/netlink.h
  static let messageLength = 0
  static let messageType = 4
  static let messageFlags = 6
  static let messageSequence = 8
  static let messagePort = 12

  // C: struct cn_msg, include/uapi/linux/connector.h
  static let connectorIndex = 16
  static let connectorValue = 20
  static let connectorSequence = 24
  static let connectorAcknowledgement = 28
  static let connectorLength = 32
  static let connectorFlags = 34

  /// Where a request's operation or an event begins.
  static let payload = 36

  // C: struct proc_event, include/uapi/linux/cn_proc.h
  static let eventKind = 36
  static let eventCPU = 40
  /// Not aligned to its eight bytes.
  static let eventTime = 44
  static let eventData = 52

  /// How much was lost, in what a server says of it.
  static let lostCount = 60

  // C: struct proc_input, include/uapi/linux/cn_proc.h (Linux 6.6)
  static let requestOperation = 36
  static let requestMask = 40
}

/// Sizes and fixed values of the connector's datagrams.
public enum ConnectorWire {
  /// Bytes of every datagram that carries an event or an acknowledgement.
  public static let eventSize = 76
  /// Bytes of an event within its datagram. C: `sizeof(struct proc_event)`
  public static let eventPayloadSize = 40
  /// Bytes of a request with an operation only.
  public static let shortRequestSize = 40
  /// Bytes of a request with operation and mask. Kernel: Linux 6.6; ignored before.
  public static let requestSize = 44

  /// C: `NETLINK_CONNECTOR`
  public static let netlinkProtocol: Int32 = 11
  /// The multicast group as a bit mask. C: `CN_IDX_PROC`
  public static let group: UInt32 = 1

  /// The most bytes that a request may have behind the netlink header. C: `CONNECTOR_MAX_MSG_SIZE`
  static let maximumRequest = 16384

  /// C: `NLMSG_DONE`
  static let doneType: UInt16 = 3
  /// C: `NLMSG_OVERRUN`, include/uapi/linux/netlink.h
  static let overrunType: UInt16 = 4
  /// C: `ENOBUFS`
  static let noBufferSpace: UInt32 = 105
  /// C: `CN_IDX_PROC`
  static let index: UInt32 = 1
  /// C: `CN_VAL_PROC`
  static let value: UInt32 = 1
}
