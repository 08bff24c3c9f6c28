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
    _ events: EventMask, receiveBuffer: ReceiveBuffer = .default, source: ConnectorSource = .kernel
  ) throws(ConnectorError) {
    session = try ConnectorSession.open(
      source, filter: KernelFilter(events), buffer: receiveBuffer)
  }

  /// Who tells of the events; never ``ConnectorSource/automatic``.
  public var source: ConnectorSource { session.source }

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
    try session.setMask(mask)
  }
}
