import ConnectorHub
import KernelInterface
import ProcessConnector
import ProcessEvents
import TestSupport
import Testing

/// A socket's buffer that is too small: where the loss stands, and how much it is.
@Suite("Overflow")
struct OverflowTests {
  /// Room for ten messages.
  static let small = ReceiveBuffer(bytes: 4160)

  @Test("The loss stands right behind what was still taken, with its exact count")
  func place() throws {
    let machine = ScriptedMachine(.linux6_6)
    var session = try ConnectorSession.open(
      ScriptedTransport(machine), .exit, buffer: OverflowTests.small)
    machine.exits(25)
    // The first tells what a message takes, the second brings the rest and the loss behind it.
    let receptions = try session.receptions()
    #expect(receptions.map { $0.events.compactMap(\.processNumber) } == [[1], Array(2...10)])
    #expect(receptions.map(\.loss?.count) == [nil, 15])
    #expect(receptions.last?.loss?.place == .socketBuffer)
    #expect(session.counters.received == 10)
    #expect(session.counters.lost == 15)
  }

  @Test("What comes after the socket has been emptied comes after the loss")
  func afterwards() throws {
    let machine = ScriptedMachine(.linux6_6)
    var session = try ConnectorSession.open(
      ScriptedTransport(machine), .exit, buffer: OverflowTests.small)
    machine.exits(12)
    var order: [String] = []
    var wasRefilled = false
    while true {
      var ids: [Int32] = []
      let reception = try session.receive { events in
        for index in events.indices { ids.append(events[index].processNumber ?? 0) }
      }
      order += ids.map(String.init)
      if let loss = reception.loss {
        order.append("lost \(loss.count)")
        #expect(loss.since <= loss.until)
        if !wasRefilled { machine.exits(3, from: 100) }
        wasRefilled = true
      }
      if reception.isDrained { break }
    }
    #expect(order == (1...10).map(String.init) + ["lost 2", "100", "101", "102"])
  }

  @Test("Congestion goes on until the socket is empty, and all that it costs is counted")
  func congestion() throws {
    let machine = ScriptedMachine(.linux6_6)
    var session = try ConnectorSession.open(
      ScriptedTransport(machine, capacity: 4), .exit, buffer: OverflowTests.small)
    machine.exits(11)
    var received: UInt64 = 0
    var losses: [UInt64] = []
    var sent: UInt64 = 11
    for step in 0..<20 {
      let reception = try session.receive { received += UInt64($0.count) }
      if let loss = reception.loss { losses.append(loss.count) }
      // While it is being emptied nothing finds room.
      if losses.isEmpty {
        machine.exits(1, from: Int32(1000 + step))
        sent += 1
      }
      if reception.isDrained { break }
    }
    #expect(losses.count == 1)
    #expect(received == 10)
    #expect(received + losses.reduce(0, +) == sent)
  }

  @Test("Several overflows in a row are as many losses, each in its place")
  func severalInARow() throws {
    let machine = ScriptedMachine(.linux6_6)
    var session = try ConnectorSession.open(
      ScriptedTransport(machine), .exit, buffer: OverflowTests.small)
    var order: [String] = []
    for round in 0..<5 as Range<Int32> {
      machine.exits(11 + Int(round), from: round * 100 + 1)
      for reception in try session.receptions() {
        order.append("\(reception.events.count)")
        if let loss = reception.loss { order.append("lost \(loss.count)") }
      }
    }
    #expect(order == (1...5).flatMap { ["1", "9", "lost \($0)"] })
    #expect(try session.takeFinalLoss() == nil)
  }

  @Test("An overflow that has not been told by the end is told then")
  func finalLoss() throws {
    let machine = ScriptedMachine(.linux6_6)
    var session = try ConnectorSession.open(
      ScriptedTransport(machine), .exit, buffer: OverflowTests.small)
    machine.exits(14)
    #expect(try session.takeFinalLoss()?.count == 4)
    #expect(try session.takeFinalLoss() == nil)
    #expect(session.counters.lost == 4)
  }

  @Test("Drops of the time before the subscription are not told")
  func dropsBefore() throws {
    let machine = ScriptedMachine(.linux6_1)
    let transport = ScriptedTransport(machine)
    // Somebody fills the socket with acknowledgements before it is ready.
    transport.after(ScriptedTransport.Call.isJoin) {
      for _ in 0..<12 { _ = try? machine.otherListener() }
    }
    var session = try ConnectorSession.open(transport, .exit, buffer: OverflowTests.small)
    machine.exits(3)
    #expect(try session.receptions().compactMap(\.loss).isEmpty)
    #expect(session.counters.received == 3)
  }

  @Test("The smallest buffer that a kernel gives serves")
  func smallestBuffer() throws {
    let machine = ScriptedMachine(.linux6_6)
    var session = try ConnectorSession.open(
      ScriptedTransport(machine), .exit, buffer: ReceiveBuffer(bytes: 0))
    machine.exits(5)  // room for two
    let receptions = try session.receptions()
    #expect(receptions.flatMap(\.events).count == 2)
    #expect(receptions.compactMap(\.loss?.count) == [3])
  }

  @Test(
    "Whatever comes and is read in whatever order: received and lost are all that was sent",
    arguments: Seeds.chosen, [EventMask.exit, .all])
  func conservation(seed: UInt64, mask: EventMask) throws {
    var random = SeededGenerator(seed: seed)
    for profile in SubscriptionTests.profiles {
      let machine = ScriptedMachine(profile)
      var session = try ConnectorSession.open(
        ScriptedTransport(machine, capacity: random.number(in: 1...16)), mask,
        buffer: ReceiveBuffer(bytes: random.number(in: 1152...9000)))
      var sent: UInt64 = 0
      var told: UInt64 = 0
      var next: Int32 = 1
      var last: Int32 = 0
      for _ in 0..<400 {
        if random.once(in: 3) {
          let count = random.number(in: 1...30)
          machine.exits(count, from: next, cpu: random.number(in: 0...3))
          next += Int32(count)
          sent += UInt64(count)
        } else {
          let reception = try session.receive { events in
            for index in events.indices {
              let id = events[index].processNumber ?? 0
              #expect(id > last, "seed \(seed)")
              last = id
            }
          }
          told += reception.loss?.count ?? 0
        }
      }
      for reception in try session.receptions() { told += reception.loss?.count ?? 0 }
      told += try session.takeFinalLoss()?.count ?? 0
      #expect(told == session.counters.lost)
      #expect(session.counters.received + told == sent, "seed \(seed), \(profile)")
    }
  }
}
