internal import ConnectorService
internal import Logging
internal import ProcessMonitor
internal import ServiceLifecycle
internal import UnixSignals

/// Reads the configuration anew at SIGHUP: as a whole, or not at all.
struct ReloadService: Service {
  /// Nil is the standard place.
  let path: String?
  let monitor: Monitor
  let service: APIService
  let manager: ServiceManager
  let logger: Logger

  func run() async throws {
    for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
      manager.tell(.reloading)
      await reload()
      manager.tell(.ready)
    }
  }

  private func reload() async {
    do {
      let (configuration, source) = try MonitorConfiguration.load(path: path)
      let settings = try ServiceSettings(configuration, path: source)
      let later = await monitor.reload(configuration)
      service.settings = settings
      service.door?.change(DoorSettings(settings))
      logger.notice(
        "another configuration is in force: \(source ?? "the defaults, as there is no file")")
      for sentence in later { logger.warning("\(sentence)") }
    } catch {
      let text = (error as? DaemonFailure)?.message ?? "\(error)"
      for line in text.split(separator: "\n") { logger.error("\(line)") }
      logger.error("the configuration stays as it was")
    }
  }
}
