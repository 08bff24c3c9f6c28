import ConnectorHub
import KernelInterface
import ProcessConnector
import ProcessEvents
import Testing

/// Events that come while a filter is half exchanged.
@Suite("Filter replacement")
struct FilterReplacementTests {
  /// Of the old one the kernel cannot decide the name, so all exits pass it; the new one it decides alone.
  private static let old = "exec or (exit and (code == 3 or name == x))"
  private static let new = "exit and code in (3, 5)"

  @Sendable private static func isExchange(_ call: ScriptedTransport.Call) -> Bool {
    call == .attachFilter || call == .detachFilter
  }

  @Test(
    "What both want is told, and nothing that neither wants", arguments: SubscriptionTests.profiles)
  func halfWay(profile: KernelProfile) throws {
    let machine = ScriptedMachine(profile)
    let transport = ScriptedTransport(machine)
    var configuration = ConnectorConfiguration(
      events: .all, filter: try Filter(parsing: FilterReplacementTests.old), delivery: .immediate,
      subject: .threads)
    let session = try ConnectorSession.open(
      transport, filter: configuration.kernelFilter, buffer: .default, token: 1,
      environment: { HostEnvironment.current() })
    var reader = try ElementReader(session, configuration: configuration)
    machine.happen(.exit(of: 1, code: 3))
    machine.happen(.exit(of: 2, code: 6))
    // All that the old one let through has been read by then.
    transport.before(FilterReplacementTests.isExchange) {
      for code in [3, 5, 6] as [UInt8] { machine.happen(.exit(of: 10 + Int32(code), code: code)) }
    }
    transport.after(FilterReplacementTests.isExchange) {
      for code in [3, 5, 6] as [UInt8] { machine.happen(.exit(of: 20 + Int32(code), code: code)) }
      machine.happen(.exec(TaskID(leaderOf: ProcessID(30))))
    }
    configuration.filter = try Filter(parsing: FilterReplacementTests.new)
    try reader.setFilter(configuration.filter)
    for code in [3, 5, 6] as [UInt8] { machine.happen(.exit(of: 40 + Int32(code), code: code)) }
    var told: [Int32] = []
    while try reader.read({ elements in
      for index in elements.indices {
        if case .event(let event) = elements[index] { told.append(event.processNumber ?? 0) }
      }
    }) {}
    // Before the exchange the old one decides, then what the new one wants comes as far as it passes.
    #expect(told == [1, 13, 15, 23, 25, 43, 45])
  }
}
