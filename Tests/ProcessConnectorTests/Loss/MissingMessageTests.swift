import ConnectorHub
import KernelInterface
import ProcessConnector
import ProcessEvents
import Testing

/// Messages that the kernel could not make: only their numbers tell of them, and only unfiltered.
@Suite("Missing messages")
struct MissingMessageTests {
  @Test("A gap is a loss where everything is listened to", arguments: SubscriptionTests.profiles)
  func gap(profile: KernelProfile) throws {
    let machine = ScriptedMachine(profile)
    var session = try ConnectorSession.open(ScriptedTransport(machine), .all)
    machine.exits(2, cpu: 1)
    machine.perform { $0.failingAllocations = 3 }
    machine.exits(4, from: 10, cpu: 1)
    let receptions = try session.receptions()
    #expect(receptions.flatMap(\.events).count == 3)
    #expect(receptions.compactMap(\.loss).map(\.count) == [3])
    #expect(receptions.compactMap(\.loss).map(\.place) == [.kernelMemory])
    #expect(session.counters.lost == 3)
    #expect(try session.receptions().isEmpty)
  }

  @Test("It is none where something is filtered", arguments: SubscriptionTests.profiles)
  func gapUnderFilter(profile: KernelProfile) throws {
    let machine = ScriptedMachine(profile)
    var session = try ConnectorSession.open(ScriptedTransport(machine), [.exit])
    machine.exits(2)
    for id in 0..<5 as Range<Int32> { machine.happen(.fork(of: id)) }
    machine.exits(2)
    let receptions = try session.receptions()
    #expect(receptions.flatMap(\.events).count == 4)
    #expect(receptions.allSatisfy { $0.loss == nil })
  }

  @Test(
    "Other clients that come and go are no loss", arguments: SubscriptionTests.profiles,
    [EventMask.all, .exit])
  func othersAcknowledgements(profile: KernelProfile, mask: EventMask) throws {
    let machine = ScriptedMachine(profile)
    var session = try ConnectorSession.open(ScriptedTransport(machine), mask)
    for round in 0..<20 as Range<Int32> {
      machine.perform { $0.currentCPU = UInt32(round % 3) }
      machine.exits(3, from: round * 10, cpu: UInt32(round % 3))
      try machine.otherListener()
      machine.exits(2, from: round * 10 + 5, cpu: UInt32(round % 3))
    }
    let receptions = try session.receptions()
    #expect(receptions.flatMap(\.events).count == 100)
    #expect(receptions.allSatisfy { $0.loss == nil })
    #expect(session.counters.rejected == 0)
  }

  @Test(
    "What happened on the way to a subscription is no loss", arguments: SubscriptionTests.profiles)
  func handshake(profile: KernelProfile) throws {
    let machine = ScriptedMachine(profile)
    try machine.otherListener()
    let transport = ScriptedTransport(machine)
    // Between the acknowledgement and the open socket another client comes, and events are withheld.
    transport.after(ScriptedTransport.Call.isSend) {
      machine.exits(1)
      _ = try? machine.otherListener()
      machine.exits(3)
    }
    transport.fail(with: SystemCallError("none", .outOfMemory)) { call in
      // The last moment before the socket opens.
      if call == .detachFilter {
        _ = try? machine.otherListener()
        machine.exits(3)
      }
      return false
    }
    var session = try ConnectorSession.open(transport, .all)
    machine.exits(5)
    let receptions = try session.receptions()
    #expect(receptions.flatMap(\.events).count == 5)
    #expect(receptions.allSatisfy { $0.loss == nil }, "\(receptions.compactMap(\.loss))")
  }

  @Test(
    "What a mask withheld until it was changed is no loss", arguments: SubscriptionTests.profiles)
  func changeToAll(profile: KernelProfile) throws {
    let machine = ScriptedMachine(profile)
    var session = try ConnectorSession.open(ScriptedTransport(machine), .exit)
    for cpu in 0..<2 as Range<UInt32> {
      machine.exits(1, cpu: cpu)
      for id in 0..<5 as Range<Int32> { machine.happen(.fork(of: id), cpu: cpu) }
      machine.exits(1, cpu: cpu)
    }
    // What waits was numbered along with what did not pass.
    try session.setMask(.all)
    machine.exits(3, cpu: 0)
    var receptions = try session.receptions()
    #expect(receptions.flatMap(\.events).count == 7)
    #expect(receptions.allSatisfy { $0.loss == nil }, "\(receptions.compactMap(\.loss))")
    // From here on a gap counts again.
    machine.perform { $0.failingAllocations = 2 }
    machine.exits(3, cpu: 0)
    receptions = try session.receptions()
    #expect(receptions.compactMap(\.loss?.count) == [2])
  }

  @Test("An overflow and missing messages together are each counted once")
  func both() throws {
    let machine = ScriptedMachine(.linux6_6)
    var session = try ConnectorSession.open(
      ScriptedTransport(machine), .all, buffer: OverflowTests.small)
    machine.exits(1)
    machine.perform { $0.failingAllocations = 2 }
    machine.exits(20, from: 10)  // 18 are made, for 9 there is room
    var losses = try session.receptions().compactMap(\.loss?.count)
    machine.exits(1, from: 50)
    losses += try session.receptions().compactMap(\.loss?.count)
    #expect(session.counters.received == 11)
    #expect(losses.reduce(0, +) == 11)
    #expect(session.counters.lost == 11)
  }
}
