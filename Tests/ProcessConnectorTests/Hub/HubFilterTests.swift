import ConnectorProtocol
import KernelInterface
import ProcessConnector
import ProcessEvents
import Synchronization
import Testing

/// Filters on a hub's socket, and their replacement under a running subscription.
@Suite("Filters at a hub")
struct HubFilterTests {
  private static func reader(
    _ hub: ScriptedHub, _ events: EventMask, _ filter: String?
  ) throws -> ConnectorReader {
    try ConnectorReader(
      ConnectorConfiguration(
        events: events, filter: try filter.map { try Filter(parsing: $0) } ?? .all,
        delivery: .immediate, subject: .threads, source: .hub(path: hub.path)))
  }

  private static func told(_ reader: inout ConnectorReader, until last: Int32) throws -> [Int32] {
    var told: [Int32] = []
    try waitUntil {
      _ = try reader.read { elements in
        for index in elements.indices {
          if case .event(let event) = elements[index] { told.append(event.processNumber ?? 0) }
        }
      }
      return told.contains(last)
    }
    return told
  }

  @Test("What the socket filter withholds neither arrives nor takes room in a hub's socket")
  func room() throws {
    // The hub has no room of its own, and the socket some for a few datagrams.
    try ScriptedHub.serve(room: 8, sendBuffer: 2304) { hub in
      let transport = try HubTransport.open(hub.path)
      // A mask that lets everything come, so that only the socket filter withholds.
      try transport.send(ConnectorRequest(.listen, token: 1))
      try waitUntil { hub.requests.count == 1 }
      try transport.attachFilter(
        try #require(SocketFilterProgram.admitting(.nonzeroExit)))
      for _ in 0..<100 { hub.exits(5, code: 0) }
      hub.exits(3, from: 100, code: 1)
      var datagrams = 0
      var losses = 0
      while true {
        do throws(SystemCallError) {
          datagrams += try transport.receive(limit: 64).count
        } catch {
          if error.errno == .wouldBlock { break }
          #expect(error.errno == .noBufferSpace)
          losses += 1
        }
      }
      // The acknowledgement came before.
      #expect(datagrams == 4)
      #expect(losses == 0)
      #expect(try transport.memory().drops == 0)
    }
  }

  @Test(
    "What both want is told, and nothing that neither wants, however late the hub turns to the new one",
    arguments: [
      ("exec or (exit and (code == 3 or name == x))", "exit and code in (3, 5)"),
      ("exit and code == 3", "exec or (exit and (code in (3, 5) or name == x))"),
    ])
  func replacement(old: String, new: String) throws {
    try ScriptedHub.serve { hub in
      var reader = try Self.reader(hub, .all, old)
      let filter = try Filter(parsing: new)
      hub.happen(.exit(of: 1, code: 3))
      hub.happen(.exit(of: 2, code: 6))
      let step = Mutex<Int32>(0)
      hub.beforeRequests { hub, _ in
        let step = step.withLock {
          $0 += 1
          return $0
        }
        // Before each of the requests that make the change.
        for code in [3, 5, 6] as [UInt8] {
          hub.happen(.exit(of: step * 100 + Int32(code), code: code))
        }
        hub.happen(.fork(of: step * 100 + 50))
      }
      try reader.setFilter(filter)
      // The hub may not have turned to the last request yet.
      hub.beforeRequests { _, _ in }
      for code in [6, 5, 3] as [UInt8] { hub.happen(.exit(of: 900 + Int32(code), code: code)) }
      let told = try Self.told(&reader, until: 903)
      let steps = step.withLock { $0 }
      #expect(steps >= 1)
      #expect(told.first == 1)
      #expect(!told.contains(2))
      #expect(!told.contains { $0 % 100 == 6 || $0 % 100 == 50 })
      for step in 1...steps { #expect(told.contains(step * 100 + 3)) }
      // What only the new one wants comes from the return on.
      #expect(told.filter { $0 > 900 } == [905, 903])
      let earlier = told.filter { $0 < 900 }
      #expect(earlier == earlier.sorted { $0 / 100 < $1 / 100 })
    }
  }

  @Test(
    "What is asked for now comes from the return on",
    arguments: [EventMask.fork, .all, [.fork, .exec]])
  func events(mask: EventMask) throws {
    try ScriptedHub.serve { hub in
      var reader = try Self.reader(hub, .exit, nil)
      for round in 1...20 as ClosedRange<Int32> {
        try reader.setEvents(mask)
        hub.happen(.fork(of: round * 10))
        #expect(try Self.told(&reader, until: round * 10).contains(round * 10))
        try reader.setEvents(.exit)
        hub.happen(.fork(of: round * 10 + 1))
        hub.happen(.exit(of: round * 10 + 2, code: 0))
        let told = try Self.told(&reader, until: round * 10 + 2)
        #expect(!told.contains(round * 10 + 1))
      }
    }
  }

  @Test("An answer that is lost is asked for again, and the loss is told in its place")
  func lostAnswer() throws {
    try ScriptedHub.serve(room: 4, sendBuffer: 2304) { hub in
      var session = try ConnectorSession.open(hub.path, .exit)
      let isFirst = Mutex(true)
      hub.beforeRequests { hub, _ in
        // So much that the answer finds no room.
        if isFirst.withLock({ $0 }) { hub.exits(100) }
        isFirst.withLock { $0 = false }
      }
      try session.setMask([.exit, .fork])
      hub.happen(.fork(of: 200))
      var received: UInt64 = 0
      var lost: UInt64 = 0
      var hasFork = false
      try waitUntil {
        let reception = try session.receive { events in
          received += UInt64(events.count)
          for index in events.indices where events[index].kind == .fork { hasFork = true }
        }
        lost += reception.loss?.count ?? 0
        return hasFork
      }
      #expect(lost > 0)
      // An acknowledgement or two may be among the lost.
      #expect((101...103).contains(received + lost))
    }
  }

  @Test("A hub that does not answer to a change is an error, and what came is kept")
  func silence() throws {
    try ScriptedHub.serve { hub in
      let transport = try HubTransport(hub.path, patience: 200_000_000)
      var session = try ConnectorSession.open(
        transport, mask: .exit, buffer: .default, token: 1, environment: { .initial })
      hub.setDeaf(true)
      hub.exits(3)
      let error = #expect(throws: ConnectorError.self) { try session.setMask([.exit, .fork]) }
      #expect(error?.cause == .hub(.silent, path: hub.path))
      #expect(try session.events(3).compactMap(\.processNumber) == [1, 2, 3])
    }
  }
}
