package import ProcessEvents

/// Sessions of those who choose by the kind of events alone.
extension ConnectorSession {
  /// Subscribes to some kinds of events.
  package static func open(
    _ transport: any ConnectorTransport, mask: EventMask, buffer: ReceiveBuffer, token: UInt32,
    environment: () -> HostEnvironment
  ) throws(ConnectorError) -> ConnectorSession {
    try open(
      transport, filter: KernelFilter(mask), buffer: buffer, token: token,
      environment: environment)
  }

  /// The kinds of events asked for.
  package var mask: EventMask { filter.mask(at: stage) }

  /// Asks for other kinds of events from now on.
  package mutating func setMask(_ mask: EventMask) throws(ConnectorError) {
    try setFilter(KernelFilter(mask))
  }
}
