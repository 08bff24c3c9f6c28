package import KernelInterface

extension ConnectorSession {
  /// Subscribes at a source.
  ///
  /// - Parameters:
  ///   - ring: what is received into where the source is the kernel.
  package static func open(
    _ source: ConnectorSource, filter: KernelFilter, buffer: ReceiveBuffer,
    storingIn ring: ReceiveRing? = nil
  ) throws(ConnectorError) -> ConnectorSession {
    switch source {
    case .kernel:
      return try open(try KernelTransport.open(storingIn: ring), filter, buffer)
    case .hub(let path):
      return try open(try HubTransport.open(path), filter, buffer)
    case .automatic:
      return try open { () throws(ConnectorError) in
        try open(.kernel, filter: filter, buffer: buffer, storingIn: ring)
      } orElse: { () throws(ConnectorError) in
        try open(.hub(path: ConnectorSource.usualHub), filter: filter, buffer: buffer)
      }
    }
  }

  /// Subscribes at the kernel, and at the hub where the kernel does not serve.
  ///
  /// - Throws: what the kernel has against it, and beside it what is the matter with the hub.
  package static func open(
    _ atKernel: () throws(ConnectorError) -> ConnectorSession,
    orElse atHub: () throws(ConnectorError) -> ConnectorSession
  ) throws(ConnectorError) -> ConnectorSession {
    var refusal: ConnectorError
    do { return try atKernel() } catch { refusal = error }
    do { return try atHub() } catch { refusal.causeOfHub = error.cause }
    throw refusal
  }

  private static func open(
    _ transport: any ConnectorTransport, _ filter: KernelFilter, _ buffer: ReceiveBuffer
  ) throws(ConnectorError) -> ConnectorSession {
    try open(
      transport, filter: filter, buffer: buffer, token: .random(in: 1...UInt32.max),
      environment: HostEnvironment.current)
  }

  /// Who tells of the events; never ``ConnectorSource/automatic``.
  package var source: ConnectorSource { transport.source }
}
