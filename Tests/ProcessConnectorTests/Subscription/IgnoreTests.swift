import ConnectorHub
import ConnectorProtocol
import KernelInterface
import ProcessEvents
import Testing

@testable import ProcessConnector

/// A subscription is taken back exactly once, and only if there was one.
@Suite("IGNORE")
struct IgnoreTests {
  @Test(
    "Going out of scope sends it once",
    arguments: SubscriptionTests.profiles, [EventMask.all, .exit])
  func outOfScope(profile: KernelProfile, mask: EventMask) throws {
    let machine = ScriptedMachine(profile)
    let transport = ScriptedTransport(machine)
    func subscribe() throws {
      var session = try ConnectorSession.open(transport, mask)
      machine.happen(.exit(of: 1))
      #expect(try session.allEvents().count == 1)
      #expect(transport.ignoreCount == 0)
    }
    try subscribe()
    #expect(transport.ignoreCount == 1)
    #expect(machine.listenerCount == 0)
  }

  @Test("After a mask change it is still one", arguments: SubscriptionTests.profiles)
  func afterChange(profile: KernelProfile) throws {
    let machine = ScriptedMachine(profile)
    let transport = ScriptedTransport(machine)
    func subscribe() throws {
      var session = try ConnectorSession.open(transport, .exit)
      for mask in [EventMask.fork, .all, .exec] { try session.setMask(mask) }
    }
    try subscribe()
    #expect(transport.ignoreCount == 1)
    #expect(machine.listenerCount == 0)
  }

  /// Every step of the way to a subscription, with whether the kernel has acknowledged by then.
  static let steps: [(step: ScriptedTransport.Call, profile: KernelProfile, isListening: Bool)] = [
    (.setReceiveBuffer, .linux6_6, false), (.attachFilter, .linux6_6, false),
    (.join, .linux6_6, false),
    (.send(ConnectorRequest(.listen, mask: .max, token: 1000)), .linux6_6, false),
    (.send(ConnectorRequest(.listen, mask: 0x8000_0000, token: 1003)), .linux6_6, true),
    (.detachFilter, .linux6_6, true), (.memory, .linux6_6, true),
    (.send(ConnectorRequest(.listen, token: 1002)), .linux6_1, false), (.memory, .linux6_1, true),
  ]

  @Test("A step that fails sends it only after an acknowledged LISTEN", arguments: steps)
  func failingStep(
    step: ScriptedTransport.Call, profile: KernelProfile, isListening: Bool
  ) throws {
    let machine = ScriptedMachine(profile)
    let transport = ScriptedTransport(machine)
    transport.fail(with: SystemCallError("step", .outOfMemory)) { $0 == step }
    #expect(throws: ConnectorError.self) { _ = try ConnectorSession.open(transport, .exit) }
    #expect(transport.ignoreCount == (isListening ? 1 : 0))
    #expect(machine.listenerCount == 0)
  }

  @Test("The swap of the filter on an older kernel fails after the LISTEN")
  func failingSwap() throws {
    let machine = ScriptedMachine(.linux6_1)
    let transport = ScriptedTransport(machine)
    transport.fail(with: SystemCallError("setsockopt", .outOfMemory)) { call in
      call == .attachFilter && transport.calls.contains(.join)
    }
    #expect(throws: ConnectorError.self) { _ = try ConnectorSession.open(transport, .exit) }
    #expect(transport.ignoreCount == 1)
    #expect(machine.listenerCount == 0)
  }

  @Test("An element reader sends it once, wherever its owner goes")
  func elementReader() throws {
    let machine = ScriptedMachine(.linux6_6)
    let transport = ScriptedTransport(machine)
    func read() throws {
      var reader = try ElementReader(
        try ConnectorSession.open(transport, .exit), configuration: ConnectorConfiguration())
      machine.happen(.exit(of: unusedIDs, code: 1))
      while try reader.read({ _ in }) {}
      consumeElsewhere(reader)
      #expect(transport.ignoreCount == 1)
    }
    try read()
    #expect(transport.ignoreCount == 1)
    #expect(machine.listenerCount == 0)
  }

  @Test("An optional that is taken, as a thread's hand-over does, sends it once")
  func takenOptional() throws {
    let transport = ScriptedTransport(ScriptedMachine(.linux6_6))
    func take() throws {
      var slot: ConnectorSession? = try ConnectorSession.open(transport, .exit)
      let taken = slot.take()
      #expect(transport.ignoreCount == 0)
      _ = consume taken
      #expect(transport.ignoreCount == 1)
    }
    try take()
    #expect(transport.ignoreCount == 1)
  }
}

private func consumeElsewhere(_ reader: consuming ElementReader) {}
