import ConnectorHub
import ConnectorProtocol
import ProcessConnector
import ProcessEvents
import Testing

@Suite("Rejected datagrams")
struct RejectionTests {
  @Test("Only the kernel is believed", arguments: SubscriptionTests.profiles)
  func forged(profile: KernelProfile) throws {
    let machine = ScriptedMachine(profile)
    var session = try ConnectorSession.open(ScriptedTransport(machine), .all)
    let forged = ConnectorMessage.event(
      ProcessEvent(
        time: KernelInstant(nanoseconds: 1), cpu: 0, sequence: 70, payload: .exit(of: 666, code: 1))
    )
    machine.exits(1)
    machine.perform { $0.forge(forged.encoded(), fromPort: 4242) }
    machine.exits(1, from: 2)
    let receptions = try session.receptions()
    #expect(receptions.flatMap(\.events).map(\.processNumber) == [1, 2])
    // Nor is its number.
    #expect(receptions.allSatisfy { $0.loss == nil })
    #expect(session.counters.rejected == 1)
    #expect(session.counters.received == 2)
  }

  @Test("What is no message of the connector is rejected, and the rest is read")
  func malformed() throws {
    let machine = ScriptedMachine(.linux6_6)
    let transport = ScriptedTransport(machine)
    var session = try ConnectorSession.open(transport, .all)
    let good = ConnectorMessage.event(
      ProcessEvent(
        time: KernelInstant(nanoseconds: 1), cpu: 0, sequence: 1, payload: .exit(of: 1))
    ).encoded()
    var otherID = good
    otherID[16] = 9
    for bytes in [[], [1, 2, 3], Array(good.dropLast()), good + [0], otherID] {
      machine.perform { $0.forge(bytes, fromPort: 0, to: transport.socket) }
    }
    machine.exits(1)
    #expect(try session.allEvents().count == 1)
    #expect(session.counters.rejected == 5)
  }
}
