import ConnectorProtocol
import KernelInterface
import ProcessConnector
import ProcessEvents
import TestSupport
import Testing

/// What a hub says of losses becomes what the kernel's drop count would have told.
@Suite("Losses through a hub")
struct HubLossTests {
  private static func exit(_ id: Int32) -> [UInt8] {
    ConnectorMessage.event(
      ProcessEvent(time: .now, cpu: 0, sequence: UInt32(id), payload: .exit(of: id, code: 1))
    ).encoded()
  }

  private static func overrun(_ count: UInt64) -> [UInt8] {
    ConnectorOverrun(count: count, time: .now).encoded()
  }

  /// What comes until the socket is empty: ids, and losses as numbers below zero.
  private static func order(_ session: inout ConnectorSession) throws -> [Int64] {
    var order: [Int64] = []
    while true {
      let reception = try session.receive { events in
        for index in events.indices { order.append(Int64(events[index].processNumber ?? 0)) }
      }
      if let loss = reception.loss {
        #expect(loss.since <= loss.until)
        order.append(-Int64(loss.count))
      }
      if reception.isDrained { return order }
    }
  }

  @Test(
    "A loss stands at its place, whatever that is in a batch", arguments: [1, 2, 255, 256, 257])
  func places(size: Int) throws {
    try ScriptedHub.serve { hub in
      var session = try ConnectorSession.open(hub.path, .exit)
      for place in Set([0, 1, size / 2, size - 1, size]) where place <= size {
        var sent = (1...Int32(size)).map(Self.exit)
        sent.insert(Self.overrun(7), at: place)
        // More than a socket holds is not sent at once.
        hub.send(Array(sent))
        var expected = (1...Int64(size)).map { $0 }
        expected.insert(-7, at: place)
        #expect(try Self.order(&session) == expected)
      }
      #expect(try session.takeFinalLoss() == nil)
      #expect(session.counters.rejected == 0)
    }
  }

  @Test("Several losses in a row, and nothing else, are told one by one")
  func rows() throws {
    try ScriptedHub.serve { hub in
      var session = try ConnectorSession.open(hub.path, .all)
      hub.send([Self.overrun(1), Self.overrun(2), Self.exit(9), Self.overrun(3), Self.overrun(4)])
      #expect(try Self.order(&session) == [-1, -2, 9, -3, -4])
      #expect(session.counters.lost == 10)
    }
  }

  @Test("A count of more than 32 bits is told in full")
  func largeCounts() throws {
    try ScriptedHub.serve { hub in
      var session = try ConnectorSession.open(hub.path, .exit)
      let count = UInt64(UInt32.max) * 2 + 5
      hub.send([Self.exit(1), Self.overrun(count), Self.exit(2)])
      let order = try Self.order(&session)
      #expect(order.first == 1 && order.last == 2)
      #expect(order.dropFirst().dropLast().reduce(0, +) == -Int64(count))
      #expect(session.counters.lost == count)
    }
  }

  @Test("A hub that loses for want of room: received and lost are all that happened")
  func fullQueue() throws {
    try ScriptedHub.serve(room: 8, sendBuffer: 2304) { hub in
      var session = try ConnectorSession.open(hub.path, .exit)
      // An answer that this hub makes and does not send would count as lost as well.
      try waitUntil { hub.handledCount == 2 }
      var next: Int32 = 1
      var last: Int64 = 0
      var received: UInt64 = 0
      var lost: UInt64 = 0
      func take(_ order: [Int64]) {
        for number in order {
          if number < 0 {
            lost += UInt64(-number)
            last -= number
          } else {
            // Between two events lies exactly what was told as lost.
            #expect(number == last + 1)
            last = number
            received += 1
          }
        }
      }
      for round in 1...20 {
        hub.exits(round * 10, from: next)
        next += Int32(round * 10)
        take(try Self.order(&session))
      }
      // Always one that is not lost at the end.
      try waitUntil {
        take(try Self.order(&session))
        return received + lost == UInt64(next - 1)
      }
      #expect(lost > 0)
      #expect(session.counters.lost == lost)
    }
  }

  @Test("Garbage is counted as rejected, and what is beside it is told")
  func garbage() throws {
    try ScriptedHub.serve { hub in
      var session = try ConnectorSession.open(hub.path, .all)
      var noCount = Self.overrun(1)
      noCount.replaceSubrange(60..<68, with: [UInt8](repeating: 0, count: 8))
      var wrongError = Self.overrun(1)
      wrongError[52] = 1
      let garbage: [[UInt8]] = [
        [1], Array(Self.exit(1).prefix(75)), Self.exit(1) + [0],
        [UInt8](repeating: 0xFF, count: 200),
        [UInt8](repeating: 0, count: 76), noCount, wrongError, Array(Self.overrun(1).prefix(68)),
        Self.overrun(1) + [0], Self.overrun(1 << 40), Self.overrun(.max),
      ]
      hub.send(garbage.flatMap { [$0, Self.exit(5)] })
      #expect(try Self.order(&session) == garbage.map { _ in 5 })
      #expect(session.counters.rejected == UInt64(garbage.count))
      #expect(session.counters.lost == 0)
    }
  }

  @Test("Any bytes are safe to receive", arguments: Seeds.chosen)
  func anyBytes(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    try ScriptedHub.serve { hub in
      var session = try ConnectorSession.open(hub.path, .all)
      for _ in 0..<50 {
        hub.send(
          (0..<10).map { _ in
            var bytes = random.once(in: 2) ? Self.overrun(3) : Self.exit(4)
            for _ in 0..<random.number(in: 0...3) {
              bytes[random.number(in: 0...75)] = random.bits()
            }
            return bytes
          })
        _ = try Self.order(&session)
      }
    }
  }
}
