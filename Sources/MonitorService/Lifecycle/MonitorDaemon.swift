internal import ConnectorService
internal import KernelInterface
package import Logging
package import ProcessMonitor
internal import ServiceLifecycle
internal import UnixSignals

/// The daemon as a whole: the monitor, its API, and what happens at signals.
package struct MonitorDaemon: Sendable {
  /// Where descriptors outlive the daemon.
  package enum Keeping: Sendable {
    case nowhere
    case keeper(KeeperDescriptorStore, [KeptDescriptor])
    case systemd(SystemdDescriptorStore, [KeptDescriptor])
  }

  private let configuration: MonitorConfiguration
  /// What the command line names; nil is the standard place.
  private let configurationPath: String?
  private let settings: ServiceSettings
  private let keeping: Keeping
  private let step: @Sendable (JournalStep) -> Void
  let logger: Logger
  let registry: MetricsRegistry

  /// - Parameters:
  ///   - configurationPath: which file is read at a reload; nil is the standard one.
  ///   - loadedPath: which file was read; nil where there was none.
  ///   - step: called by the journal at the moments at which a crash could do harm.
  package init(
    _ configuration: MonitorConfiguration, configurationPath: String?, loadedPath: String?,
    keeping: Keeping, logger: Logger, registry: MetricsRegistry = MetricsRegistry(),
    step: @escaping @Sendable (JournalStep) -> Void = { _ in }
  ) throws(DaemonFailure) {
    self.configuration = configuration
    self.configurationPath = configurationPath
    self.keeping = keeping
    self.step = step
    self.logger = logger
    self.registry = registry
    settings = try ServiceSettings(configuration, path: loadedPath)
  }

  /// Whether the configuration's socket is free, for who wants to know before he divides in two.
  package static func checkSocket(_ configuration: MonitorConfiguration) throws(DaemonFailure) {
    try SocketPlace.checkFree(configuration.paths.socket)
  }

  /// Works until a signal ends it: SIGTERM or SIGINT.
  ///
  /// - Throws: `DaemonFailure`
  package func run() async throws {
    let manager = ServiceManager()
    let place = try SocketPlace(configuration.paths.socket)
    let monitor = try await makeMonitor()
    let feed = try makeFeed()
    let door = try DoorService.open(configuration, settings, logger: logger)
    let service = APIService(
      monitor, settings, events: FeedSource(feed: feed), door: door, registry: registry,
      logger: logger)
    let listener = ListenerService(
      service: service, place: place, quietLogger: quietLogger
    ) { [self] in
      if case .keeper(let store, _) = keeping { try? store.tellReady() }
      let text = await readyText(monitor)
      logger.notice("\(text)")
      manager.tell(.ready, .status(text))
    }
    // In the other order they end: nobody is let in any more before the work ends.
    var group = ServiceGroupConfiguration(
      services: [
        MonitorWork(monitor: monitor), listener,
        ReloadService(
          path: configurationPath, monitor: monitor, service: service, manager: manager,
          logger: logger),
        ManagerService(manager: manager, logger: logger),
      ] + (door.map { [DoorService(door: $0)] } ?? []),
      gracefulShutdownSignals: [.sigterm, .sigint], logger: quietLogger)
    group.maximumGracefulShutdownDuration = .seconds(5)
    do {
      try await ServiceGroup(configuration: group).run()
    } catch let failure as DaemonFailure {
      throw failure
    } catch is CancellationError {
      return
    }
    feed.close()
    door?.close()
    logger.notice("ended; what is not done is done after the next start")
  }

  private func makeFeed() throws(DaemonFailure) -> EventFeed {
    var limits = FeedLimits()
    // Who may open how many is the service's to count.
    limits.readersOfUser = limits.readers
    limits.waitingEvents = configuration.limits.streamQueue
    do throws(FeedError) {
      return try EventFeed(limits)
    } catch {
      throw DaemonFailure("\(error)")
    }
  }

  private func makeMonitor() async throws(DaemonFailure) -> Monitor {
    let (store, kept): ((any DescriptorStore)?, [KeptDescriptor]) =
      switch keeping {
      case .nowhere: (nil, [])
      case .keeper(let store, let kept): (store, kept)
      case .systemd(let store, let kept): (store, kept)
      }
    do throws(MonitorStartError) {
      return try await Monitor(
        configuration, logger: logger, store: store, kept: kept, step: step)
    } catch {
      throw DaemonFailure(error)
    }
  }

  private func readyText(_ monitor: Monitor) async -> String {
    let status = await monitor.status(for: Requester(user: 0, process: 0, isPrivileged: true))
    func count(_ number: Int, _ word: String) -> String {
      "\(number) \(word)\(number == 1 ? "" : "s")"
    }
    return "guarding: \(count(status.guardCount, "guard")), "
      + "\(count(status.registrations, "registration")); listening at \(configuration.paths.socket)"
  }

  /// What libraries say of their own work is for who looks for faults.
  private var quietLogger: Logger {
    var quiet = logger
    if logger.logLevel > .debug { quiet.logLevel = max(.error, logger.logLevel) }
    return quiet
  }
}
