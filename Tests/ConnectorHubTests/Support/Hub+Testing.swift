import ConnectorHub
import ConnectorProtocol
import ProcessEvents

extension ConnectorHub {
  mutating func send(
    _ operation: ConnectorRequest.Operation, mask: UInt32? = nil, token: UInt32 = 1,
    from id: ListenerID
  ) {
    receive(
      ConnectorRequest(operation, mask: mask, token: token).encoded().span, from: id,
      at: KernelInstant(nanoseconds: 5), cpu: 0)
  }

  /// A listener to some kinds, whose acknowledgement has been read.
  mutating func listener(
    _ mask: EventMask = .all, _ policy: Policy = .everything
  ) throws -> ListenerID {
    let id = try open(policy)
    send(.listen, mask: mask.rawValue, from: id)
    _ = messages(id)
    return id
  }

  mutating func happen(_ payload: ProcessEvent.Payload, cpu: UInt32 = 0) {
    publish(.test(payload, cpu: cpu))
  }

  /// All that waits; a loss is left out.
  mutating func messages(_ id: ListenerID, limit: Int = .max) -> [ConnectorMessage] {
    var messages: [ConnectorMessage] = []
    while messages.count < limit {
      let reading = drain(id, limit: limit - messages.count) { datagram in
        if let message = datagram.message { messages.append(message) }
        return true
      }
      if reading == .nothing { break }
    }
    return messages
  }

  mutating func events(_ id: ListenerID) -> [ProcessEvent] {
    messages(id).compactMap { if case .event(let event) = $0 { event } else { nil } }
  }

  mutating func answers(_ id: ListenerID) -> [Acknowledgement] {
    messages(id).compactMap { if case .acknowledgement(let answer) = $0 { answer } else { nil } }
  }

  mutating func readable() -> [ListenerID] {
    var ids: [ListenerID] = []
    takeReadable { ids.append($0) }
    return ids
  }
}

extension Span<UInt8> {
  var message: ConnectorMessage? {
    let copy = indices.map { self[$0] }
    return unsafe try? ConnectorMessage(decoding: copy.span.bytes)
  }
}

extension ProcessEvent {
  static func test(_ payload: Payload, cpu: UInt32 = 0) -> ProcessEvent {
    ProcessEvent(
      time: KernelInstant(nanoseconds: 7), cpu: cpu, sequence: 99, payload: payload)
  }
}

extension ProcessEvent.Payload {
  static func exit(_ id: Int32, code: UInt8 = 0, parent: Int32 = 1) -> ProcessEvent.Payload {
    .exit(
      ThreadExit(
        task: TaskID(leaderOf: ProcessID(id)), status: .exited(code: code), exitSignal: 17,
        parent: TaskID(leaderOf: ProcessID(parent))))
  }

  static func fork(_ id: Int32, parent: Int32 = 1) -> ProcessEvent.Payload {
    .fork(
      Fork(
        parent: TaskID(leaderOf: ProcessID(parent)), child: TaskID(leaderOf: ProcessID(id))))
  }

  static func exec(_ id: Int32) -> ProcessEvent.Payload { .exec(TaskID(leaderOf: ProcessID(id))) }
}
