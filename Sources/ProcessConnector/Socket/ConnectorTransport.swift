package import ConnectorProtocol
package import KernelInterface
package import ProcessEvents

/// How requests reach a connector and datagrams come back: the kernel's socket, a hub's, or in tests a script.
///
/// A class and not a noncopyable parameter: Swift 6.3.1 with `-O` runs the deinit of noncopyable fields of
/// specialized generic structures twice or never.
package protocol ConnectorTransport: AnyObject, Sendable {
  /// Never ``ConnectorSource/automatic``.
  var source: ConnectorSource { get }

  /// What to poll; negative where there is nothing.
  var rawDescriptor: Int32 { get }

  /// Joins the connector's group; everything that passes the filter arrives from here on.
  func join() throws(SystemCallError)

  func send(_ request: ConnectorRequest) throws(SystemCallError)

  /// Asks for other kinds of events; what is asked for now comes from the return on.
  func setMask(_ mask: EventMask, token: UInt32) throws(SystemCallError)

  /// Waits for the answer to what was sent last, if it is not there when ``send(_:)`` returns.
  ///
  /// - Returns: whether something has come; false where no answer is to be expected any more.
  func waitForAnswer() throws(SystemCallError) -> Bool

  /// Lets the kernel run `program` on each datagram; replaces the one before at once.
  func attachFilter(_ program: [FilterInstruction]) throws(SystemCallError)

  func detachFilter() throws(SystemCallError)

  func setReceiveBuffer(_ size: ReceiveBuffer) throws(SystemCallError)

  func memory() throws(SystemCallError) -> SocketMemory

  /// The most that one receive can ever take.
  var capacity: Int { get }

  /// The most that the next receive can take.
  var room: Int { get }

  /// Takes at most `limit` datagrams that wait, valid until the next receive; throws `EAGAIN` where none
  /// does, and `ENOBUFS` once after some were dropped. Fewer than the limit mean that the socket is empty, unless
  /// ``hasMore`` says otherwise.
  func receive(limit: Int) throws(SystemCallError) -> ReceivedDatagrams

  /// Whether more may wait, although fewer than the limit were received.
  var hasMore: Bool { get }

  /// The cause behind a call of this transport that failed.
  func describe(
    _ failure: SystemCallError, in environment: () -> HostEnvironment
  ) -> ConnectorError

  /// The cause behind requests that nobody answers.
  func describeSilence(in environment: () -> HostEnvironment) -> ConnectorError

  /// What a predecessor had received and left, at most ``capacity`` datagrams; nil where there is no more. It goes before
  /// all that is received.
  func takeLeftOvers() -> ReceivedDatagrams?
}

extension ConnectorTransport {
  package var source: ConnectorSource { .kernel }

  package func setMask(_ mask: EventMask, token: UInt32) throws(SystemCallError) {
    try send(ConnectorRequest(.listen, mask: mask.rawValue, token: token))
  }

  package func waitForAnswer() throws(SystemCallError) -> Bool { false }

  package var hasMore: Bool { false }

  package func describe(
    _ failure: SystemCallError, in environment: () -> HostEnvironment
  ) -> ConnectorError {
    ConnectorError(failure, in: environment())
  }

  package func describeSilence(in environment: () -> HostEnvironment) -> ConnectorError {
    ConnectorError(silenceIn: environment())
  }

  package var room: Int { capacity }

  package func takeLeftOvers() -> ReceivedDatagrams? { nil }
}
