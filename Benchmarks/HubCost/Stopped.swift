import ConnectorHub
import ConnectorProtocol
import KernelInterface
import ProcessEvents

/// One of 10,000 listeners to abnormal exits stops reading.
enum Stopped {
  static func measure(_ events: [ProcessEvent]) throws {
    var hub = ConnectorHub(.strict)
    let request = ConnectorRequest(
      .listen, mask: EventMask.nonzeroExit.rawValue, token: 1
    ).encoded()
    var listeners: [ListenerID] = []
    for _ in 0..<10_000 {
      let id = try hub.open()
      hub.receive(request.span, from: id, at: KernelInstant(nanoseconds: 0))
      _ = hub.drain(id) { _ in true }
      listeners.append(id)
    }
    let wanted = events.count { EventMask.nonzeroExit.admits($0) }
    let rounds = 100
    for _ in 0..<rounds {
      for event in events { hub.publish(event) }
      for id in listeners.dropFirst() { _ = hub.drain(id) { _ in true } }
    }
    let stopped = hub.counters(of: listeners[0])
    let others = hub.counters().lost - stopped.lost
    print(
      "One of 10,000 stopped: of \(rounds * wanted) events it keeps \(stopped.waiting) and lost"
        + " \(stopped.lost), the others lost \(others); \(hub.counters().bytes / 1024) KiB of datagrams"
    )
    precondition(stopped.lost == UInt64(rounds * wanted - stopped.waiting) && others == 0)
  }
}
