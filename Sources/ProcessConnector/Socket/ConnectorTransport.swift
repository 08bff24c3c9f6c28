package import ConnectorProtocol
package import KernelInterface

/// How requests reach a connector and datagrams come back: the kernel's socket, or in tests a script.
///
/// A class and not a noncopyable parameter: Swift 6.3.1 with `-O` runs the deinit of noncopyable fields of
/// specialized generic structures twice or never.
package protocol ConnectorTransport: AnyObject, Sendable {
  /// What to poll; negative where there is nothing.
  var rawDescriptor: Int32 { get }

  /// Joins the connector's group; everything that passes the filter arrives from here on.
  func join() throws(SystemCallError)

  func send(_ request: ConnectorRequest) throws(SystemCallError)

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
  /// does, and `ENOBUFS` once after some were dropped.
  func receive(limit: Int) throws(SystemCallError) -> ReceivedDatagrams

  /// What a predecessor had received and left, at most ``capacity`` datagrams; nil where there is no more. It goes before
  /// all that is received.
  func takeLeftOvers() -> ReceivedDatagrams?
}

extension ConnectorTransport {
  package var room: Int { capacity }

  package func takeLeftOvers() -> ReceivedDatagrams? { nil }
}
