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
      let refusal: ConnectorError
      do {
        return try open(try KernelTransport.open(storingIn: ring), filter, buffer)
      } catch {
        refusal = error
      }
      do {
        return try open(try HubTransport.open(ConnectorSource.usualHub), filter, buffer)
      } catch {
        // Who has no hub is helped more by what the kernel has against it.
        if case .hub(.missing, _) = error.cause { throw refusal }
        throw error
      }
    }
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
