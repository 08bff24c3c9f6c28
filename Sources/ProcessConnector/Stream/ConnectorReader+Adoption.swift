package import KernelInterface

/// Subscriptions that outlive the process that began them, since somebody else keeps a copy of the socket.
extension ConnectorReader {
  /// Goes on where a predecessor stopped: what has come since waits in the socket and is read in its order.
  ///
  /// Nothing is asked of the kernel, where mask and filter have stayed with the socket.
  ///
  /// - Parameters:
  ///   - socket: a copy of the predecessor's ``socketDescriptor``.
  ///   - configuration: the predecessor's.
  ///   - stage: the predecessor's ``filterStage``.
  ///   - dropsTold: how many drops need not be told as lost any more; nil is all that there are.
  package init(
    adopting socket: consuming OwnedDescriptor, _ configuration: ConnectorConfiguration,
    stage: FilterStage, dropsTold: UInt32? = nil
  ) throws(ConnectorError) {
    self.init(
      try ElementReader(
        try ConnectorSession.adopt(
          KernelTransport(adopting: socket), filter: configuration.kernelFilter, stage: stage,
          token: .random(in: 1...UInt32.max), dropsSeen: dropsTold),
        configuration: configuration))
  }

  /// The socket itself, of which a copy can be kept.
  package var socketDescriptor: Int32 { reader.session.transport.rawDescriptor }

  /// How many drops have been told as lost, or were there at the beginning.
  package var dropsTold: UInt32 { reader.session.dropsTold }

  /// Leaves the subscription to who has a copy of the socket: it does not end with this reader.
  ///
  /// - Parameter isHandedOn: false where it is to be ended after all.
  package mutating func handOn(_ isHandedOn: Bool = true) { reader.handOn(isHandedOn) }
}
