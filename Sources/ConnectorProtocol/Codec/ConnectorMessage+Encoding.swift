internal import ProcessEvents

extension ConnectorMessage {
  /// The datagram that the kernel would send for this.
  public func encoded() -> [UInt8] {
    var datagram = [UInt8](repeating: 0, count: ConnectorWire.eventSize)
    var bytes = datagram.mutableSpan
    encode(into: &bytes)
    return datagram
  }

  /// Writes the datagram that the kernel would send for this.
  ///
  /// - Parameter bytes: ``ConnectorWire/eventSize`` of them; all are overwritten.
  public func encode(into bytes: inout MutableSpan<UInt8>) {
    precondition(bytes.count == ConnectorWire.eventSize)
    bytes.update(repeating: 0)
    bytes.storeHeaders(payloadSize: ConnectorWire.eventPayloadSize)
    switch self {
    case .event(let event):
      bytes.storeHead(event.kind, cpu: event.cpu, sequence: event.sequence, time: event.time)
      bytes.store(event.payload)
    case .acknowledgement(let answer):
      bytes.storeHead([], cpu: answer.cpu, sequence: answer.sequence, time: answer.time)
      bytes.store(answer.token, at: WireLayout.connectorAcknowledgement)
      bytes.store(answer.error, at: WireLayout.eventData)
    }
  }
}

extension MutableSpan<UInt8> {
  /// The netlink header and the connector's, for a payload of a given size.
  mutating func storeHeaders(payloadSize: Int) {
    store(UInt32(WireLayout.payload + payloadSize), at: WireLayout.messageLength)
    store(ConnectorWire.doneType, at: WireLayout.messageType)
    store(ConnectorWire.index, at: WireLayout.connectorIndex)
    store(ConnectorWire.value, at: WireLayout.connectorValue)
    store(UInt16(payloadSize), at: WireLayout.connectorLength)
  }

  /// What every message has; the kernel gives the netlink header the connector's number, too.
  fileprivate mutating func storeHead(
    _ kind: EventMask, cpu: UInt32, sequence: UInt32, time: KernelInstant
  ) {
    store(sequence, at: WireLayout.messageSequence)
    store(sequence, at: WireLayout.connectorSequence)
    store(kind.rawValue, at: WireLayout.eventKind)
    store(cpu, at: WireLayout.eventCPU)
    store(time.nanoseconds, at: WireLayout.eventTime)
  }

  fileprivate mutating func store(_ payload: ProcessEvent.Payload) {
    switch payload {
    case .fork(let fork):
      store(fork.parent, at: 0)
      store(fork.child, at: 8)
    case .exec(let task), .sid(let task):
      store(task, at: 0)
    case .uid(let change), .gid(let change):
      store(change.task, at: 0)
      storeWord(change.real, at: 8)
      storeWord(change.effective, at: 12)
    case .ptrace(let trace):
      store(trace.task, at: 0)
      if let tracer = trace.tracer { store(tracer, at: 8) }
    case .comm(let change):
      store(change.task, at: 0)
      for index in 0..<16 { self[WireLayout.eventData + 8 + index] = change.name.bytes[index] }
    case .coredump(let dump):
      store(dump.task, at: 0)
      store(dump.parent, at: 8)
    case .exit(let exit):
      store(exit.task, at: 0)
      storeWord(exit.status.rawValue, at: 8)
      storeWord(exit.exitSignal, at: 12)
      store(exit.parent, at: 16)
    case .unknown(let event):
      for index in 0..<24 { self[WireLayout.eventData + index] = event.data[index] }
    }
  }

  private mutating func store(_ task: TaskID, at offset: Int) {
    store(task.thread.rawValue, at: WireLayout.eventData + offset)
    store(task.process.rawValue, at: WireLayout.eventData + offset + 4)
  }

  private mutating func storeWord(_ word: UInt32, at offset: Int) {
    store(word, at: WireLayout.eventData + offset)
  }
}
