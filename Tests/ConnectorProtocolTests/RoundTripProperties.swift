import ConnectorProtocol
import ProcessEvents
import TestSupport
import Testing

@Suite("Properties of the codec")
struct RoundTripProperties {
  @Test("Every message reads back as it was written", arguments: Seeds.chosen)
  func messages(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<2_000 {
      let message = random.message()
      let bytes = message.encoded()
      #expect(bytes.count == ConnectorWire.eventSize)
      #expect(try bytes.asMessage() == message)
    }
  }

  @Test("Every request reads back as it was written", arguments: Seeds.chosen)
  func requests(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<2_000 {
      let request = ConnectorRequest(
        .init(rawValue: random.bits()), mask: random.once(in: 2) ? nil : random.bits(),
        token: random.bits())
      #expect(try request.encoded().asRequest() == request)
    }
  }

  @Test(
    "Any bytes are read or refused, and what is read can be written again", arguments: Seeds.chosen)
  func anyBytes(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<2_000 {
      var bytes = random.element(of: GoldenFrame.all).bytes
      for _ in 0..<random.number(in: 1...8) { bytes[random.number(in: 0...75)] = random.bits() }
      guard let message = try? bytes.asMessage() else { continue }
      #expect(try message.encoded().asMessage() == message)
    }
  }
}

extension SeededGenerator {
  fileprivate mutating func message() -> ConnectorMessage {
    let time = KernelInstant(nanoseconds: bits())
    guard !once(in: 11) else {
      return .acknowledgement(
        Acknowledgement(
          token: bits(), error: bits(), time: time, cpu: bits(), sequence: bits()))
    }
    return .event(ProcessEvent(time: time, cpu: bits(), sequence: bits(), payload: payload()))
  }

  private mutating func payload() -> ProcessEvent.Payload {
    switch number(in: 0...9) {
    case 0: .fork(Fork(parent: task(), child: task()))
    case 1: .exec(task())
    case 2: .uid(CredentialChange(task: task(), real: bits(), effective: bits()))
    case 3: .gid(CredentialChange(task: task(), real: bits(), effective: bits()))
    case 4: .sid(task())
    case 5: .ptrace(Trace(task: task(), tracer: tracer()))
    case 6: .comm(NameChange(task: task(), name: CommandName(bytes: data())))
    case 7: .coredump(CoreDump(task: task(), parent: task()))
    case 8:
      .exit(
        ThreadExit(
          task: task(), status: .init(rawValue: bits()), exitSignal: bits(), parent: task()))
    default: .unknown(UnknownEvent(what: 0x800 | bits(), data: data()))
    }
  }

  /// Often with a 0, which alone means nothing.
  private mutating func task() -> TaskID {
    TaskID(
      thread: ThreadID(once(in: 4) ? 0 : bits()), process: ProcessID(once(in: 4) ? 0 : bits()))
  }

  /// A tracer both of whose ids are 0 is none.
  private mutating func tracer() -> TaskID? {
    let tracer = task()
    return tracer == TaskID(leaderOf: ProcessID(0)) ? nil : tracer
  }

  private mutating func data<let count: Int>() -> [count of UInt8] {
    var data: [count of UInt8] = .init(repeating: 0)
    for index in 0..<count { data[index] = bits() }
    return data
  }
}
