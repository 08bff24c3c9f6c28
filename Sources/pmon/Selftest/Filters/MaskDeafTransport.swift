internal import ConnectorProtocol
internal import KernelInterface
internal import ProcessConnector

/// The kernel's connector as it was before Linux 6.6: it does not hear requests with a mask.
///
/// So the way of older kernels, a socket filter for everything, is gone on any kernel.
final class MaskDeafTransport: ConnectorTransport {
  private let kernel: KernelTransport

  init() throws(ConnectorError) { kernel = try KernelTransport.open() }

  var rawDescriptor: Int32 { kernel.rawDescriptor }

  var capacity: Int { kernel.capacity }

  func join() throws(SystemCallError) { try kernel.join() }

  func send(_ request: ConnectorRequest) throws(SystemCallError) {
    if request.mask == nil { try kernel.send(request) }
  }

  func attachFilter(_ program: [FilterInstruction]) throws(SystemCallError) {
    try kernel.attachFilter(program)
  }

  func detachFilter() throws(SystemCallError) { try kernel.detachFilter() }

  func setReceiveBuffer(_ size: ReceiveBuffer) throws(SystemCallError) {
    try kernel.setReceiveBuffer(size)
  }

  func memory() throws(SystemCallError) -> SocketMemory { try kernel.memory() }

  func receive(limit: Int) throws(SystemCallError) -> ReceivedDatagrams {
    try kernel.receive(limit: limit)
  }
}
