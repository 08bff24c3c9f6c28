package import ConnectorProtocol
package import KernelInterface

/// How requests reach a connector and datagrams come back: the kernel's socket, or in tests a script.
package protocol ConnectorTransport: ~Copyable, Sendable {
  /// What to poll; negative where there is nothing.
  var rawDescriptor: Int32 { get }

  /// Joins the connector's group; everything that passes the filter arrives from here on.
  borrowing func join() throws(SystemCallError)

  borrowing func send(_ request: ConnectorRequest) throws(SystemCallError)

  /// Lets the kernel run `program` on each datagram; replaces the one before at once.
  borrowing func attachFilter(_ program: [FilterInstruction]) throws(SystemCallError)

  borrowing func detachFilter() throws(SystemCallError)

  borrowing func setReceiveBuffer(_ size: ReceiveBuffer) throws(SystemCallError)

  borrowing func memory() throws(SystemCallError) -> SocketMemory

  /// The most that one receive can take.
  var capacity: Int { get }

  /// Takes at most `limit` datagrams that wait; throws `EAGAIN` where none does, and `ENOBUFS` once after
  /// some were dropped.
  mutating func receive(limit: Int) throws(SystemCallError) -> Int

  /// The bytes of a datagram received last, valid until the next receive.
  borrowing func datagram(at index: Int) -> UnsafeRawBufferPointer

  /// Whether the kernel itself sent it.
  borrowing func isFromKernel(at index: Int) -> Bool
}
