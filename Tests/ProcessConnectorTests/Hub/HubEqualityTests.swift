import ConnectorHub
import ConnectorProtocol
import KernelInterface
import ProcessConnector
import ProcessEvents
import TestSupport
import Testing

/// The same stream, once from a kernel's socket and once by way of a hub's.
@Suite("A hub's stream beside the kernel's")
struct HubEqualityTests {
  /// What a session tells, without what is the clock's.
  private enum Told: Hashable {
    case event(ProcessEvent)
    case lost(UInt64, Loss.Place)

    init(_ element: ConnectorElement) {
      switch element {
      case .event(let event): self = .event(event)
      case .lost(let loss): self = .lost(loss.count, loss.place)
      case .death(let death): preconditionFailure("\(death), where threads were asked for")
      }
    }
  }

  /// A client of the kernel's that does nothing but pass on what it gets, losses as a hub tells them.
  private struct Relay {
    let machine: ScriptedMachine
    let socket: ScriptedKernel.SocketID
    private var dropsTold: UInt32 = 0

    init(_ machine: ScriptedMachine, _ mask: EventMask, buffer: ReceiveBuffer) throws {
      self.machine = machine
      socket = try machine.perform { kernel in
        let socket = kernel.openSocket()
        kernel.setReceiveBuffer(bytes: UInt32(buffer.bytes), of: socket)
        try kernel.join(socket)
        let request = ConnectorRequest(.listen, mask: mask.rawValue, token: 0x6000_0000)
        try kernel.send(request.encoded().span, from: socket)
        return socket
      }
    }

    /// Nothing happens meanwhile, so what was lost was lost behind all that waits.
    mutating func pass(to hub: ScriptedHub) {
      let (datagrams, drops) = machine.perform { kernel in
        var datagrams: [[UInt8]] = []
        while true {
          do throws(KernelRefusal) {
            datagrams += try kernel.receive(on: socket).map(\.bytes)
          } catch {
            if error == .wouldBlock { break }
          }
        }
        return (datagrams, kernel.memory(of: socket).drops)
      }
      hub.send(datagrams)
      let lost = drops &- dropsTold
      dropsTold = drops
      if lost > 0 { hub.send([ConnectorOverrun(count: UInt64(lost), time: .now).encoded()]) }
    }
  }

  private static func read(_ reader: inout ElementReader) throws -> [Told] {
    var told: [Told] = []
    while try reader.read({ elements in
      for index in elements.indices { told.append(Told(elements[index])) }
    }) {}
    return told
  }

  @Test(
    "Any stream with losses gives the same elements by a hub's socket", arguments: Seeds.chosen)
  func anyStream(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    try ScriptedHub.serve { hub in
      for mask in [EventMask.all, [.exec, .exit, .comm], .nonzeroExit] {
        let machine = ScriptedMachine(.linux6_6)
        let buffer = ReceiveBuffer(bytes: random.number(in: 1152...4000))
        let configuration = ConnectorConfiguration(
          events: mask, delivery: .immediate, subject: .threads)
        var relay = try Relay(machine, mask, buffer: buffer)
        var direct = try ElementReader(
          try ConnectorSession.open(ScriptedTransport(machine), mask, buffer: buffer),
          configuration: configuration)
        // The acknowledgements, while nobody is there to hear of them.
        relay.pass(to: hub)
        var byHub = try ElementReader(
          try ConnectorSession.open(hub.path, mask), configuration: configuration)
        var count = 0
        var lost: UInt64 = 0
        for _ in 0..<200 {
          // From none to more than there is room for.
          for _ in 0..<random.number(in: 0...(random.once(in: 4) ? 400 : 10)) {
            machine.happen(random.payload(), cpu: random.number(in: 0...3))
          }
          let expected = try Self.read(&direct)
          relay.pass(to: hub)
          #expect(try Self.read(&byHub) == expected)
          count += expected.count
          for case .lost(let number, _) in expected { lost += number }
        }
        #expect(count > 100 && lost > 0)
        #expect(byHub.counters().lost == direct.counters().lost)
        #expect(byHub.counters().received == direct.counters().received)
        #expect(byHub.counters().rejected == 0)
      }
    }
  }
}
