import ConnectorHub
import ConnectorProtocol
import KernelInterface
import ProcessConnector
import ProcessEvents
import Testing

/// The way to a subscription and out of it again.
@Suite("Subscription")
struct SubscriptionTests {
  static let profiles = [KernelProfile.linux6_6, .linux6_1]

  @Test("Linux 6.6 filters by itself; the mask is the last that is sent")
  func newKernel() throws {
    let transport = ScriptedTransport(ScriptedMachine(.linux6_6))
    let session = try ConnectorSession.open(transport, [.exit, .fork])
    #expect(session.stage == .connector)
    #expect(session.mask == [.exit, .fork])
    #expect(
      transport.calls == [
        .setReceiveBuffer, .attachFilter, .join,
        .send(ConnectorRequest(.listen, mask: .max, token: 1000)),
        .send(ConnectorRequest(.listen, mask: 0x8000_0001, token: 1003)), .detachFilter, .memory,
      ])
  }

  @Test("Everything needs no second LISTEN on Linux 6.6")
  func newKernelAll() throws {
    let transport = ScriptedTransport(ScriptedMachine(.linux6_6))
    let session = try ConnectorSession.open(transport, .all)
    #expect(session.mask == .all)
    #expect(transport.requests.count == 1)
    #expect(transport.calls.contains(.detachFilter))
  }

  @Test("Linux 6.1 is asked without a mask, and a socket filter does the rest")
  func oldKernel() throws {
    let transport = ScriptedTransport(ScriptedMachine(.linux6_1))
    let session = try ConnectorSession.open(transport, .exit)
    #expect(session.stage == .socketFilter)
    #expect(
      transport.calls == [
        .setReceiveBuffer, .attachFilter, .join,
        .send(ConnectorRequest(.listen, mask: .max, token: 1000)),
        .send(ConnectorRequest(.listen, token: 1002)), .attachFilter, .memory,
      ])
  }

  @Test("Nothing comes that was not asked for, whatever others listen to", arguments: profiles)
  func nothingUnasked(profile: KernelProfile) throws {
    let machine = ScriptedMachine(profile)
    try machine.otherListener()
    let transport = ScriptedTransport(machine)
    // After every step of the way something happens that was not asked for, and one thing that was.
    transport.after(ScriptedTransport.Call.isAny) {
      machine.happen(.fork(of: 1))
      machine.happen(.exit(of: 2, code: 0))
      machine.happen(.exit(of: 3, code: 5))
    }
    var session = try ConnectorSession.open(transport, .nonzeroExit)
    let early = try session.allEvents()
    #expect(early.allSatisfy { $0.processNumber == 3 }, "\(early.map(\.payload))")
    machine.happen(.fork(of: 4))
    machine.happen(.exit(of: 5, code: 1))
    #expect(try session.allEvents().map(\.processNumber) == [5])
    #expect(session.counters.rejected == 0)
  }

  @Test("Other clients' acknowledgements are not taken for one's own", arguments: profiles)
  func othersAcknowledgements(profile: KernelProfile) throws {
    let machine = ScriptedMachine(profile)
    try machine.otherListener()
    let transport = ScriptedTransport(machine, owner: .childPIDNamespace)
    transport.after(ScriptedTransport.Call.isSend) {
      _ = try? machine.otherListener()
    }
    let error = #expect(throws: ConnectorError.self) {
      _ = try ConnectorSession.open(
        transport, mask: .exit, buffer: .default, token: 1000,
        environment: {
          HostEnvironment(
            isInitialPIDNamespace: false, isInitialUserNamespace: true, hasProcessEvents: true)
        })
    }
    #expect(error?.cause == .childPIDNamespace)
  }

  @Test(
    "A forged acknowledgement leads nobody to believe that he is subscribed", arguments: profiles)
  func forgedAcknowledgement(profile: KernelProfile) throws {
    let machine = ScriptedMachine(profile)
    let transport = ScriptedTransport(machine, owner: .childPIDNamespace)
    for token in [1001, 1003] as [UInt32] {
      transport.after(ScriptedTransport.Call.isSend) {
        let forged = ConnectorMessage.acknowledgement(
          Acknowledgement(
            token: token, error: 0, time: KernelInstant(nanoseconds: 1), cpu: 0, sequence: 0))
        machine.perform { $0.forge(forged.encoded(), fromPort: 4242) }
      }
    }
    #expect(throws: ConnectorError.self) { _ = try ConnectorSession.open(transport, .exit) }
    #expect(transport.ignoreCount == 0)
  }

  @Test("The mask can change while running", arguments: profiles)
  func changeOfMask(profile: KernelProfile) throws {
    let machine = ScriptedMachine(profile)
    try machine.otherListener()
    let transport = ScriptedTransport(machine)
    var session = try ConnectorSession.open(transport, .exit)
    machine.happen(.exit(of: 1))
    machine.happen(.fork(of: 2))
    try session.setMask([.fork])
    machine.happen(.exit(of: 3))
    machine.happen(.fork(of: 4))
    #expect(try session.allEvents().map(\.processNumber) == [1, 4])
    try session.setMask(.all)
    machine.happen(.exit(of: 5))
    machine.happen(.fork(of: 6))
    #expect(try session.allEvents().map(\.processNumber) == [5, 6])
    try session.setMask(.nonzeroExit)
    machine.happen(.exit(of: 7))
    machine.happen(.exit(of: 8, code: 1))
    #expect(try session.allEvents().map(\.processNumber) == [8])
    #expect(session.counters.lost == 0)
    #expect(session.mask == .nonzeroExit)
    // A LISTEN more would be one too many where the kernel counts them.
    #expect(transport.ignoreCount == 0)
    #expect(machine.listenerCount == 2)
  }

  @Test("The same mask again is no change", arguments: profiles)
  func sameMask(profile: KernelProfile) throws {
    let transport = ScriptedTransport(ScriptedMachine(profile))
    var session = try ConnectorSession.open(transport, .exit)
    let calls = transport.calls.count
    try session.setMask([.exit, EventMask(rawValue: 0x1000)])
    #expect(transport.calls.count == calls)
  }
}
