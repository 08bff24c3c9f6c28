internal import ProcessEvents

extension ConnectorMessage {
  /// Reads a datagram; any bytes are safe to pass.
  ///
  /// Length, type and id are checked before a field is read. Who sent it only the socket can tell, so
  /// that is the caller's to check.
  public init(decoding datagram: RawSpan) throws(MalformedMessage) {
    guard datagram.byteCount == ConnectorWire.eventSize,
      datagram.load(WireLayout.messageLength, as: UInt32.self) == UInt32(ConnectorWire.eventSize),
      datagram.load(WireLayout.connectorLength, as: UInt16.self)
        == UInt16(ConnectorWire.eventPayloadSize)
    else { throw .length(datagram.byteCount) }
    let type = datagram.load(WireLayout.messageType, as: UInt16.self)
    guard type == ConnectorWire.doneType else { throw .type(type) }
    let index = datagram.load(WireLayout.connectorIndex, as: UInt32.self)
    let value = datagram.load(WireLayout.connectorValue, as: UInt32.self)
    guard index == ConnectorWire.index, value == ConnectorWire.value else {
      throw .identifier(index: index, value: value)
    }

    let time = KernelInstant(nanoseconds: datagram.load(WireLayout.eventTime))
    let kind = EventMask(rawValue: datagram.load(WireLayout.eventKind))
    if kind.rawValue == 0 {
      self = .acknowledgement(
        Acknowledgement(
          token: datagram.load(WireLayout.connectorAcknowledgement),
          error: datagram.load(WireLayout.eventData), time: time,
          cpu: datagram.load(WireLayout.eventCPU),
          sequence: datagram.load(WireLayout.connectorSequence)))
    } else {
      self = .event(
        ProcessEvent(
          time: time, cpu: datagram.load(WireLayout.eventCPU),
          sequence: datagram.load(WireLayout.connectorSequence),
          payload: datagram.eventPayload(of: kind)))
    }
  }
}

extension RawSpan {
  @inline(__always)
  fileprivate func eventPayload(of kind: EventMask) -> ProcessEvent.Payload {
    switch kind {
    case .fork: .fork(Fork(parent: task(at: 0), child: task(at: 8)))
    case .exec: .exec(task(at: 0))
    case .exit:
      .exit(
        ThreadExit(
          task: task(at: 0), status: ExitStatus(rawValue: word(at: 8)), exitSignal: word(at: 12),
          parent: task(at: 16)))
    case .uid: .uid(credentialChange)
    case .gid: .gid(credentialChange)
    case .sid: .sid(task(at: 0))
    case .ptrace: .ptrace(trace)
    case .comm: .comm(NameChange(task: task(at: 0), name: CommandName(bytes: bytes(at: 8))))
    case .coredump: .coredump(CoreDump(task: task(at: 0), parent: task(at: 8)))
    default: .unknown(UnknownEvent(what: kind.rawValue, data: bytes(at: 0)))
    }
  }

  private var credentialChange: CredentialChange {
    CredentialChange(task: task(at: 0), real: word(at: 8), effective: word(at: 12))
  }

  private var trace: Trace {
    let tracer = task(at: 8)
    let isDetach = tracer.thread.rawValue == 0 && tracer.process.rawValue == 0
    return Trace(task: task(at: 0), tracer: isDetach ? nil : tracer)
  }

  /// A word of the event's data.
  @inline(__always)
  private func word(at offset: Int) -> UInt32 { load(WireLayout.eventData &+ offset) }

  /// A pair of C's `pid` and `tgid` in the event's data.
  @inline(__always)
  private func task(at offset: Int) -> TaskID {
    TaskID(
      thread: ThreadID(load(WireLayout.eventData &+ offset)),
      process: ProcessID(load(WireLayout.eventData &+ offset &+ 4)))
  }

  private func bytes<let count: Int>(at offset: Int) -> [count of UInt8] {
    var bytes: [count of UInt8] = .init(repeating: 0)
    for index in 0..<count { bytes[index] = load(WireLayout.eventData &+ offset &+ index) }
    return bytes
  }
}
