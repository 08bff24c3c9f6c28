package import KernelInterface
package import ProcessEvents

/// Subscriptions that outlive the process that began them, since somebody else keeps a copy of the socket.
extension ConnectorReader {
  /// Subscribes, and receives into a ring that outlives this process; what does not fit is received beside it.
  package init(
    _ configuration: ConnectorConfiguration, storingIn ring: ReceiveRing?
  ) throws(ConnectorError) {
    self.init(
      try ElementReader(
        try ConnectorSession.open(
          configuration.source, filter: configuration.kernelFilter,
          buffer: configuration.receiveBuffer, storingIn: ring),
        configuration: configuration))
  }

  /// Goes on where a predecessor stopped: what has come since waits in the socket and is read in its order.
  ///
  /// Nothing is asked of the kernel, where mask and filter have stayed with the socket.
  ///
  /// - Parameters:
  ///   - socket: a copy of the predecessor's ``socketDescriptor``.
  ///   - configuration: the predecessor's.
  ///   - stage: the predecessor's ``filterStage``.
  ///   - dropsTold: how many drops need not be told as lost any more; nil is all that there are.
  ///   - ring: what it holds comes first, and into it is received.
  package init(
    adopting socket: consuming OwnedDescriptor, _ configuration: ConnectorConfiguration,
    stage: FilterStage, dropsTold: UInt32? = nil, storingIn ring: ReceiveRing? = nil
  ) throws(ConnectorError) {
    self.init(
      try ElementReader(
        try ConnectorSession.adopt(
          KernelTransport(adopting: socket, storingIn: ring), filter: configuration.kernelFilter,
          stage: stage,
          token: .random(in: 1...UInt32.max), dropsSeen: dropsTold),
        configuration: configuration))
  }

  /// The socket itself, of which a copy can be kept.
  package var socketDescriptor: Int32 { reader.session.transport.rawDescriptor }

  /// How many drops have been told as lost, or were there at the beginning.
  package var dropsTold: UInt32 { reader.session.dropsTold }

  /// Whether what has been read may still lead to an element without any further event, apart from ``living``.
  package var holdsBack: Bool { reader.holdsBack }

  /// Processes of which a thread has ended, and that were alive after that: when the last thread ends, what
  /// was read of the others may matter.
  package var living: some Collection<ProcessID> { reader.living }

  /// Leaves the subscription to who has a copy of the socket: it does not end with this reader.
  ///
  /// - Parameter isHandedOn: false where it is to be ended after all.
  package mutating func handOn(_ isHandedOn: Bool = true) { reader.handOn(isHandedOn) }
}
