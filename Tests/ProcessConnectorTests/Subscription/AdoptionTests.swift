import ConnectorHub
import ConnectorProtocol
import Glibc
import KernelInterface
import ProcessConnector
import ProcessEvents
import Testing

@Suite("Subscriptions that are handed on")
struct AdoptionTests {
  private let machine = ScriptedMachine(.linux6_6)

  @Test("Nothing is asked of the kernel again, and nothing that waited is missing")
  func adopt() throws {
    let transport = ScriptedTransport(machine)
    func predecessor() throws {
      var session = try ConnectorSession.open(transport, .nonzeroExit)
      machine.exits(1, from: 1, code: 1)
      #expect(try session.allEvents().map(\.processNumber) == [1])
      session.handOn()
    }
    try predecessor()
    machine.exits(3, from: 2, code: 1)
    machine.exits(3, from: 10)
    let requests = transport.requests
    func successor() throws {
      var session = try ConnectorSession.adopt(
        transport, filter: KernelFilter(.nonzeroExit), stage: .connector, token: 1,
        dropsSeen: nil)
      #expect(try session.allEvents().map(\.processNumber) == [2, 3, 4])
      #expect(transport.requests == requests)
      #expect(machine.listenerCount == 1)
    }
    try successor()
    // This one did not hand it on.
    #expect(transport.ignoreCount == 1)
    #expect(machine.listenerCount == 0)
  }

  @Test("Drops that the predecessor had not told are told", arguments: [true, false])
  func drops(areTold: Bool) throws {
    let transport = ScriptedTransport(machine)
    func predecessor() throws -> UInt32 {
      var session = try ConnectorSession.open(
        transport, .nonzeroExit, buffer: ReceiveBuffer(bytes: 4096))
      session.handOn()
      return session.dropsTold
    }
    let told = try predecessor()
    machine.exits(200, code: 1)
    let drops = try transport.memory().drops
    #expect(drops > told)
    var session = try ConnectorSession.adopt(
      transport, filter: KernelFilter(.nonzeroExit), stage: .connector, token: 1,
      dropsSeen: areTold ? drops : told)
    let losses = try session.receptions().compactMap(\.loss?.count)
    #expect(losses == (areTold ? [] : [UInt64(drops - told)]))
  }

  @Test("What the predecessor had read and not freed is read again, before what waits")
  func leftOvers() throws {
    let memory = try SharedMemory(name: "pmon-test", size: ReceiveRing.smallestSize & ~7)
    let ring = ReceiveRing(in: memory, at: 0)
    let transport = ScriptedTransport(machine, ring: ring)
    // The ring goes around several times, with little room at the end of some rounds.
    func predecessor() throws {
      var session = try ConnectorSession.open(transport, .nonzeroExit)
      for round in 0..<40 {
        let first = Int32(round * 100 + 1)
        machine.exits(99, from: first, code: 1)
        #expect(
          try session.allEvents().map(\.processNumber) == (first..<(first + 99)).map { $0 })
        if round < 37 { ring.free(upTo: ring.position) }
      }
      session.handOn()
    }
    try predecessor()
    machine.exits(5, from: 9001, code: 1)
    let copy = SharedMemory.adopt(OwnedDescriptor(owning: dup(memory.rawDescriptor)))
    let found = ReceiveRing(in: try #require(copy), at: 0)
    var session = try ConnectorSession.adopt(
      ScriptedTransport(sharing: transport, ring: found), filter: KernelFilter(.nonzeroExit),
      stage: .connector, token: 1, dropsSeen: nil)
    let again = [3701, 3801, 3901].flatMap { ($0..<($0 + 99)).map { Int32($0) } }
    #expect(
      try session.allEvents().map(\.processNumber) == again + (9001...9005).map { Int32($0) })
  }

  @Test("Where the ring is full, reading goes on beside it, and the ring says so")
  func detour() throws {
    let memory = try SharedMemory(name: "pmon-test", size: ReceiveRing.smallestSize & ~7)
    let ring = ReceiveRing(in: memory, at: 0)
    let transport = ScriptedTransport(machine, ring: ring)
    var session = try ConnectorSession.open(
      transport, .nonzeroExit, buffer: ReceiveBuffer(bytes: 4 << 20))
    let count = Int32(ring.capacity) + 300
    machine.exits(Int(count), code: 1)
    #expect(try session.allEvents().map(\.processNumber) == (1...count).map { $0 })
    #expect(ring.hadDetour && ring.detours > 0)
    ring.free(upTo: ring.position)
    ring.endDetour()
    #expect(!ring.hadDetour && ring.room > 0)
  }

  @Test("Drops of an overflow that the predecessor was told of are told by the successor")
  func unfinishedOverflow() throws {
    let transport = ScriptedTransport(machine)
    func predecessor() throws -> UInt32 {
      var session = try ConnectorSession.open(
        transport, .nonzeroExit, buffer: ReceiveBuffer(bytes: 4096))
      session.handOn()
      machine.exits(200, code: 1)
      // The overflow is told once, to somebody who ends right after.
      #expect(throws: SystemCallError.self) { try transport.receive(limit: 1) }
      return session.dropsTold
    }
    _ = try predecessor()
    var session = try ConnectorSession.adopt(
      transport, filter: KernelFilter(.nonzeroExit), stage: .connector, token: 1, dropsSeen: nil)
    let told = session.dropsTold
    machine.exits(100, from: 1000, code: 1)
    let drops = try transport.memory().drops
    #expect(drops == told + 100)
    #expect(try session.receptions().compactMap(\.loss?.count) == [100])
  }
}
