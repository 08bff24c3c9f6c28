internal import ConnectorService
internal import KernelInterface
internal import Logging
internal import ProcessMonitor
internal import ServiceLifecycle

/// The connector's socket, until the group of services ends.
struct DoorService: Service {
  let door: ConnectorDoor

  /// Listens from now on.
  ///
  /// - Returns: nil where the configuration has none.
  static func open(
    _ configuration: MonitorConfiguration, _ settings: ServiceSettings, logger: Logger
  ) throws(DaemonFailure) -> ConnectorDoor? {
    guard let path = configuration.paths.connector else { return nil }
    try SocketPlace.makeFolder(of: path, key: "connector")
    try SocketPlace.checkFree(path, byPackets: true)
    do throws(SystemCallError) {
      return try ConnectorDoor(path, settings: DoorSettings(settings)) { note in
        switch note {
        case .failed(let error):
          logger.error("Clients of \(path) are refused for now: \(error)")
        case .lost(let count):
          logger.debug("\(count) events for clients of \(path) were lost")
        case .scanFailed(let reason):
          logger.error("Ordinary clients of \(path) have to wait: \(reason)")
        }
      }
    } catch {
      throw DaemonFailure(
        "\(path) cannot be listened at: \(error). Choose another \"connector\" in \"paths\", or off."
      )
    }
  }

  func run() async throws {
    try? await gracefulShutdown()
    door.close()
  }
}

extension DoorSettings {
  init(_ settings: ServiceSettings) {
    self.init()
    rule.group = settings.privilegedGroup
    let descriptors = HostFacts.descriptorLimit
    limits.clients = settings.limits.connectorClients(descriptors: descriptors)
    limits.clientsPerUser = settings.limits.connectorClientsPerUser(descriptors: descriptors)
    limits.queue = settings.limits.connectorQueue
  }
}
