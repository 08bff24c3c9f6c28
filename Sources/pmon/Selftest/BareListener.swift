internal import ConnectorProtocol
internal import KernelInterface
internal import ProcessConnector
internal import ProcessEvents

/// A socket in the connector's group that sends what it is told, right or wrong.
struct BareListener: ~Copyable {
  private let transport: KernelTransport
  private var token: UInt32 = .random(in: 1...UInt32.max / 2)
  private var isListening = false

  init() throws {
    let transport = try KernelTransport.open()
    try transport.setReceiveBuffer(.default)
    try transport.join()
    self.transport = transport
  }

  deinit {
    if isListening { try? transport.send(ConnectorRequest(.ignore, token: token)) }
  }

  /// Sends a request and gives the error of its acknowledgement; nil where none comes.
  @discardableResult
  mutating func request(
    _ operation: ConnectorRequest.Operation, mask: UInt32? = nil
  ) throws -> UInt32? {
    token += 1
    try transport.send(ConnectorRequest(operation, mask: mask, token: token))
    if operation == .listen { isListening = true }
    if operation == .ignore { isListening = false }
    for message in try receive() {
      if case .acknowledgement(let answer) = message, answer.token == token + 1 {
        return answer.error
      }
    }
    return nil
  }

  /// The events of a process that has ended, among all that waits.
  mutating func events(of process: ProcessID) throws -> [ProcessEvent] {
    // The exit's message may come a moment after its parent has been told.
    ProcessActions.sleep(milliseconds: 50)
    return try receive().compactMap { message in
      if case .event(let event) = message, event.task?.process == process { event } else { nil }
    }
  }

  private func receive() throws(SystemCallError) -> [ConnectorMessage] {
    var messages: [ConnectorMessage] = []
    while let batch = try receiveBatch() {
      for index in 0..<batch.count where batch.senderPort(at: index) == 0 {
        let datagram = unsafe batch.datagram(at: index)
        if let message = unsafe try? ConnectorMessage(decoding: datagram.bytes) {
          messages.append(message)
        }
      }
    }
    return messages
  }

  private func receiveBatch() throws(SystemCallError) -> ReceivedDatagrams? {
    do {
      return try transport.receive(limit: transport.capacity)
    } catch  where error.errno == .wouldBlock {
      return nil
    }
  }
}
