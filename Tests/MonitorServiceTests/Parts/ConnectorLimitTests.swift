import ConnectorService
import ProcessMonitor
import Testing

@Suite("Limits of the connector's socket")
struct ConnectorLimitTests {
  @Test("Without a configuration the daemon has those of the server")
  func usual() {
    let configured = MonitorLimits()
    let usual = ServerLimits()
    #expect(configured.connectorClients == usual.clients)
    #expect(configured.connectorClientsPerUser == usual.clientsPerUser)
    #expect(configured.connectorQueue == usual.queue)
  }

  @Test("Root has as many places of its own as descriptors are left for")
  func root() { #expect(MonitorLimits.clientsOfRoot == ServerLimits.reserved) }
}
