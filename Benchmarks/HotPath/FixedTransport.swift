import ConnectorProtocol
import KernelInterface
import ProcessConnector
import ProcessEvents
import Synchronization

/// A socket in which the same events wait again and again, as many at once as gather in 5 ms on a busy machine.
final class FixedTransport: ConnectorTransport {
  private struct State {
    /// Of the request that is to be acknowledged.
    var token: UInt32?
    var next = 0
  }

  private let slab: ReceiveSlab
  private let count: Int
  private let state = Mutex(State())

  /// At 10,000 events a second.
  private static let eventsAtOnce = 50

  init(_ events: [ProcessEvent]) {
    count = events.count
    slab = ReceiveSlab(capacity: count + 1, slotSize: 128)
    for index in events.indices {
      slab.place(ConnectorMessage.event(events[index]).encoded().span, from: 0, at: index)
    }
  }

  /// How many readings take all of them once.
  var readings: Int { (count + Self.eventsAtOnce - 1) / Self.eventsAtOnce }

  /// Begins with the first event again, and leaves out what subscribing has not read.
  func rewind() { state.withLock { $0 = State() } }

  let rawDescriptor: Int32 = -1
  let capacity = 256

  func send(_ request: ConnectorRequest) { state.withLock { $0.token = request.token } }

  func receive(limit: Int) throws(SystemCallError) -> ReceivedDatagrams {
    state.withLock { state in
      if let token = state.token.take() { return acknowledge(token) }
      let first = state.next
      let received = min(Self.eventsAtOnce, count - first)
      state.next = first + received == count ? 0 : first + received
      return slab.received(received, at: first)
    }
  }

  private func acknowledge(_ token: UInt32) -> ReceivedDatagrams {
    let answer = Acknowledgement(
      token: token &+ 1, error: 0, time: KernelInstant(nanoseconds: 1), cpu: 0, sequence: 0)
    slab.place(ConnectorMessage.acknowledgement(answer).encoded().span, from: 0, at: count)
    return slab.received(1, at: count)
  }

  func memory() -> SocketMemory { SocketMemory(used: 0, limit: 1 << 20, drops: 0) }

  func join() {}
  func attachFilter(_ program: [FilterInstruction]) {}
  func detachFilter() {}
  func setReceiveBuffer(_ size: ReceiveBuffer) {}
}
