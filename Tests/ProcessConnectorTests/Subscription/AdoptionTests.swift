import ConnectorHub
import ConnectorProtocol
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
}
