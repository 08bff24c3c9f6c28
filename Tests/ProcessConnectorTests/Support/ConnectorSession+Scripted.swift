import ConnectorProtocol
import ProcessConnector
import ProcessEvents

extension ConnectorSession {
  /// Subscribes on a scripted machine, as a process in the initial namespaces.
  static func open(
    _ transport: ScriptedTransport, _ mask: EventMask,
    buffer: ReceiveBuffer = ReceiveBuffer(bytes: 106_496)
  ) throws(ConnectorError) -> ConnectorSession {
    try open(transport, mask: mask, buffer: buffer, token: 1000, environment: { .initial })
  }

  /// All receptions until the socket is empty, each with its events.
  mutating func receptions() throws(ConnectorError) -> [(events: [ProcessEvent], loss: Loss?)] {
    var receptions: [(events: [ProcessEvent], loss: Loss?)] = []
    while true {
      var events: [ProcessEvent] = []
      let reception = try receive { batch in
        for index in batch.indices { events.append(batch[index]) }
      }
      if !events.isEmpty || reception.loss != nil { receptions.append((events, reception.loss)) }
      if reception.isDrained { return receptions }
    }
  }

  mutating func allEvents() throws(ConnectorError) -> [ProcessEvent] {
    try receptions().flatMap(\.events)
  }
}

extension HostEnvironment {
  static let initial = HostEnvironment(
    isInitialPIDNamespace: true, isInitialUserNamespace: true, hasProcessEvents: true)
}

extension ProcessEvent {
  /// The process that ended, or is otherwise concerned.
  var processNumber: Int32? { task?.process.rawValue }
}
