internal import ProcessConnector
internal import ProcessMonitor
internal import ServiceLifecycle

/// The monitor's work, until the group of services ends.
struct MonitorWork: Service {
  let monitor: Monitor

  func run() async throws {
    do {
      try await cancelWhenGracefulShutdown { try await monitor.run() }
    } catch let error as ConnectorError {
      throw DaemonFailure(Problem.sentence("\(error)"))
    }
  }
}
