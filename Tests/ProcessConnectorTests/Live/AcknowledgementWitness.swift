import ConnectorProtocol
import KernelInterface
import ProcessConnector
import ProcessEvents

/// A socket that hears the acknowledgements of everybody: what other clients ask of the kernel.
final class AcknowledgementWitness {
  private let transport: KernelTransport
  private let token = UInt32.random(in: 1...UInt32.max / 2)

  init() throws {
    transport = try KernelTransport()
    try transport.setReceiveBuffer(.default)
    try transport.attachFilter(SocketFilterProgram.acknowledgementsOnly)
    try transport.join()
    try transport.send(ConnectorRequest(.listen, token: token))
  }

  deinit { try? transport.send(ConnectorRequest(.ignore, token: token)) }

  /// The tokens acknowledged since the last call.
  private func tokens() throws -> [UInt32] {
    var tokens: [UInt32] = []
    while let batch = try receive() {
      for index in 0..<batch.count where batch.senderPort(at: index) == 0 {
        let datagram = unsafe batch.datagram(at: index)
        if case .acknowledgement(let answer) = unsafe try ConnectorMessage(decoding: datagram.bytes)
        {
          tokens.append(answer.token)
        }
      }
    }
    return tokens
  }

  private func receive() throws(SystemCallError) -> ReceivedDatagrams? {
    do {
      return try transport.receive(limit: transport.capacity)
    } catch  where error.errno == .wouldBlock {
      return nil
    }
  }

  /// The subscriptions with a narrow mask that were made since the last call.
  ///
  /// A subscription asks with a token, with the third after it for its mask, and takes itself back with the
  /// fourth; an acknowledgement repeats each plus one. Those of other processes look the same, so there
  /// may be more than one.
  func subscriptions() throws -> [UInt32] {
    let tokens = Set(try tokens())
    return tokens.filter { tokens.contains($0 &+ 3) }
  }

  /// Whether one of `subscriptions` has been taken back once since the last call, and none more often.
  func hasOneIgnore(of subscriptions: [UInt32]) throws -> Bool {
    let tokens = try tokens()
    let ignores = subscriptions.map { first in tokens.count { $0 == first &+ 4 } }
    return ignores.max() == 1
  }
}
