internal import KernelInterface
public import ProcessEvents

/// The process connector's events as the kernel sent them, in batches: the fastest way.
///
/// Exits are those of threads, and there is no waiting: poll ``descriptor`` for input. The subscription
/// ends when the reader goes out of scope.
public struct EventReader: ~Copyable, Sendable {
  private var session: ConnectorSession

  /// Subscribes to `events`.
  public init(
    _ events: EventMask, receiveBuffer: ReceiveBuffer = .default
  ) throws(ConnectorError) {
    session = try ConnectorSession.open(
      try KernelTransport.open(), filter: KernelFilter(events), buffer: receiveBuffer,
      token: .random(in: 1...UInt32.max), environment: HostEnvironment.current)
  }

  /// The socket.
  public var descriptor: Int32 { session.transport.rawDescriptor }

  /// Received, lost, rejected and the state of the buffer; the rest is not for this reader to count.
  public var counters: ConnectorCounters { session.currentCounters() }

  /// Takes what waits, at most one batch, without waiting or allocating.
  ///
  /// - Parameter body: gets the events in their order; they may not outlive the call.
  /// - Returns: how many there were, what was lost right after them, and whether the socket is empty.
  public mutating func receive(
    _ body: (Span<ProcessEvent>) -> Void
  ) throws(ConnectorError) -> Reception {
    try session.receive(body)
  }

  /// Asks for other kinds of events from now on, without a gap.
  public mutating func setEvents(_ mask: EventMask) throws(ConnectorError) {
    try session.setFilter(KernelFilter(mask))
  }
}
