import KernelInterface
import ProcessConnector
import ProcessEvents
import TestSupport
import Testing

/// Every program is one that the running kernel takes.
@Suite("Programs in the kernel")
struct KernelLoadTests {
  static let capabilities = Capabilities.current(connectorFilters: false)

  @Test("Random programs load, also in place of one another", arguments: Seeds.chosen)
  func random(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    // Any user may have a socket of this kind.
    let socket = try NetlinkSocket(protocol: 0)
    for _ in 0..<300 {
      let filter = random.filter(depth: 4)
      let subject: ConnectorConfiguration.Subject = random.once(in: 2) ? .threads : .processes
      let plan = FilterPlan(filter, subject: subject, capabilities: KernelLoadTests.capabilities)
      guard let program = plan.program else { continue }
      #expect(throws: Never.self, "\(filter)") { try socket.attachFilter(program) }
    }
  }

  @Test("The longest programs load in place of one another")
  func longest() throws {
    let socket = try NetlinkSocket(protocol: 0)
    var accepted = 0
    for count in stride(from: 100 as UInt32, through: 4_000, by: 300) {
      let processes = Filter.NumberSet((0..<count).map { $0 * 7 + 3 })
      let filter = Filter.and([.exit, .pid.in(processes)])
      let plan = FilterPlan(filter, capabilities: KernelLoadTests.capabilities)
      guard let program = plan.program, !plan.isShortened else { continue }
      accepted += 1
      for _ in 0..<2 {
        #expect(throws: Never.self, "\(count)") { try socket.attachFilter(program) }
      }
    }
    #expect(accepted > 0)
  }
}
