internal import KernelInterface
public import ProcessEvents

/// The process connector, read synchronously: for those with an event loop of their own.
///
/// ```swift
/// var reader = try ConnectorReader(ConnectorConfiguration(events: .nonzeroExit))
/// while try reader.wait() == .ready {
///   while try reader.read({ elements in handle(elements) }) {}
/// }
/// ```
///
/// The subscription ends when the reader goes out of scope. That to a hub ends with the hub as well: what had come
/// is told, then reading throws ``ConnectorError/HubProblem/ended``. It is not begun anew by itself, since nobody
/// knows what happened meanwhile.
///
/// Kernel: Linux 5.3; before 6.6 it takes CAP_NET_ADMIN.
public struct ConnectorReader: ~Copyable, Sendable {
  package var reader: ElementReader

  init(_ reader: consuming ElementReader) { self.reader = reader }

  /// Subscribes.
  ///
  /// - Throws: the cause where the kernel does not serve this process, with the next step.
  public init(_ configuration: ConnectorConfiguration) throws(ConnectorError) {
    try self.init(configuration, storingIn: nil)
  }

  /// Becomes readable when there is something to ``read(_:)``; to be polled for input only.
  public var descriptor: Int32 { reader.rawDescriptor }

  /// Who tells of the events; never ``ConnectorSource/automatic``.
  public var source: ConnectorSource { reader.session.source }

  /// Where what was not asked for is held back.
  public var filterStage: FilterStage { reader.session.stage }

  /// The kinds of events that the source is asked for.
  public var events: EventMask { reader.session.mask }

  /// The counters as they stand; asks the kernel for the state of its buffer.
  public var counters: ConnectorCounters { reader.counters() }

  /// Waits until it is time to read, as the configuration's delivery says.
  ///
  /// - Parameters:
  ///   - timeout: the longest wait; nil is for ever.
  ///   - interrupt: another descriptor that ends the wait when it is readable; negative is none.
  public mutating func wait(
    atMost timeout: Duration? = nil, interruptedBy interrupt: Int32 = -1
  ) throws(ConnectorError) -> WaitOutcome {
    try reader.wait(atMost: timeout?.wholeNanoseconds, interruptedBy: interrupt)
  }

  /// Reads what waits, at most one batch, without waiting.
  ///
  /// - Parameter body: gets the elements in their order; it is not called when there are none.
  /// - Returns: whether more may wait.
  public mutating func read(
    _ body: (Span<ConnectorElement>) -> Void
  ) throws(ConnectorError) -> Bool {
    try reader.read(body)
  }

  /// Reads all that has come so far, and losses not told yet: for the end of a run.
  public mutating func readToEnd(
    _ body: (Span<ConnectorElement>) -> Void
  ) throws(ConnectorError) {
    try reader.readToEnd(body)
  }

  /// Asks for other kinds of events from now on; see ``setFilter(_:)``.
  public mutating func setEvents(_ mask: EventMask) throws(ConnectorError) {
    try reader.setEvents(mask)
  }

  /// Goes by another filter from now on.
  ///
  /// What both the old and the new one want is delivered without a gap, and nothing that neither wants.
  public mutating func setFilter(_ filter: Filter) throws(ConnectorError) {
    try reader.setFilter(filter)
  }
}
