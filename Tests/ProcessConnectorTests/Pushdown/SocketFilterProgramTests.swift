import ConnectorProtocol
import KernelInterface
import ProcessEvents
import TestSupport
import Testing

@testable import ProcessConnector

@Suite("Socket filter programs")
struct SocketFilterProgramTests {
  /// All 1,024 sets of the kernel's ten bits.
  static let masks = (0..<1024).map { bits in
    EventMask(
      EventMask.names.enumerated().filter { bits & (1 << $0.offset) != 0 }.map(\.element.mask))
  }.filter { !$0.isEmpty }

  @Test("A program admits what its mask does", arguments: Seeds.chosen)
  func admitsAsMask(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let messages = (0..<100).map { index in
      let event = ProcessEvent(
        time: KernelInstant(nanoseconds: random.bits()), cpu: random.bits(),
        sequence: random.bits(),
        payload: random.payload())
      return (event, ConnectorMessage.event(event).encoded())
    }
    for mask in SocketFilterProgramTests.masks {
      guard let program = SocketFilterProgram.admitting(mask) else {
        #expect(mask == .all)
        continue
      }
      let interpreter = ClassicBPFInterpreter(program)
      for (event, bytes) in messages
      where (try interpreter.run(on: bytes.span) > 0) != mask.admits(event) {
        Issue.record("\(mask) and \(event.payload), seed \(seed)")
        return
      }
    }
  }

  @Test("An acknowledgement passes only where nothing else does")
  func acknowledgements() throws {
    let answer = ConnectorMessage.acknowledgement(
      Acknowledgement(
        token: 1, error: 0, time: KernelInstant(nanoseconds: 1), cpu: 0, sequence: 0)
    ).encoded()
    #expect(
      try ClassicBPFInterpreter(SocketFilterProgram.acknowledgementsOnly).run(on: answer.span) > 0)
    for mask in SocketFilterProgramTests.masks {
      guard let program = SocketFilterProgram.admitting(mask) else { continue }
      #expect(try ClassicBPFInterpreter(program).run(on: answer.span) == 0, "\(mask)")
    }
    var random = SeededGenerator(seed: 1)
    for _ in 0..<100 {
      let event = ProcessEvent(
        time: KernelInstant(nanoseconds: 1), cpu: 0, sequence: 0, payload: random.payload())
      let bytes = ConnectorMessage.event(event).encoded()
      #expect(
        try ClassicBPFInterpreter(SocketFilterProgram.acknowledgementsOnly).run(on: bytes.span) == 0
      )
    }
  }

  @Test("A datagram that is too short for the program is dropped")
  func tooShort() throws {
    let program = try #require(SocketFilterProgram.admitting(.nonzeroExit))
    let event = ProcessEvent(
      time: KernelInstant(nanoseconds: 1), cpu: 0, sequence: 0, payload: .exit(of: 1, code: 1))
    let bytes = ConnectorMessage.event(event).encoded()
    for length in 0..<64 {
      #expect(try ClassicBPFInterpreter(program).run(on: bytes.span.extracting(first: length)) == 0)
    }
    #expect(try ClassicBPFInterpreter(program).run(on: bytes.span) > 0)
  }

  @Test("The kernel takes every program, one in the place of the other")
  func kernelTakesAll() throws {
    // Route messages are there on any kernel; a filter is not asked what it is for.
    let socket = try NetlinkSocket(protocol: 0)
    try socket.attachFilter(SocketFilterProgram.acknowledgementsOnly)
    for mask in SocketFilterProgramTests.masks {
      if let program = SocketFilterProgram.admitting(mask) { try socket.attachFilter(program) }
    }
    try socket.detachFilter()
  }
}
