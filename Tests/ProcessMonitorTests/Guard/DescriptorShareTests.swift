import ProcessMonitor
import Testing

@Suite("Who gets how many descriptors")
struct DescriptorShareTests {
  @Test("With enough of them, everybody gets what is configured")
  func enough() {
    var limits = MonitorLimits()
    #expect(limits.connectorClients(descriptors: 1 << 20) == 2048)
    #expect(limits.connectorClientsPerUser(descriptors: 1 << 20) == 512)
    #expect(limits.heldProcesses(descriptors: 1 << 20) == (1 << 20) - 1000 - 2 * (2048 + 16))
    limits.heldProcesses = 7
    #expect(limits.heldProcesses(descriptors: 1 << 20) == 7)
  }

  @Test(
    "Clients of the connector never take more than a quarter",
    arguments: [0, 1, 64, 400, 1024, 4096, 20_000])
  func few(descriptors: Int) {
    for clients in [0, 1, 100, 2048, 65_536] {
      var limits = MonitorLimits()
      limits.connectorClients = clients
      let all = limits.connectorClients(descriptors: descriptors)
      #expect(all <= clients && all >= 0)
      #expect(all == 0 || (all + 16) * 2 <= descriptors / 4)
      let ofOne = limits.connectorClientsPerUser(descriptors: descriptors)
      #expect(ofOne <= 512)
      // One user alone cannot keep all others out, unless that is how it is configured.
      if all < clients, clients == 2048, all >= 4 { #expect(ofOne <= all / 4) }
      #expect(limits.heldProcesses(descriptors: descriptors) >= 0)
    }
  }
}
