internal import Logging
internal import ProcessMonitor
internal import ServiceLifecycle

/// Tells systemd that the daemon lives, and that it ends.
struct ManagerService: Service {
  let manager: ServiceManager
  let logger: Logger

  func run() async throws {
    let interval = Int64(clamping: manager.watchdogInterval ?? 3_600_000_000_000)
    try? await cancelWhenGracefulShutdown {
      while true {
        manager.tell(.alive)
        try await Task.sleep(for: .nanoseconds(interval))
      }
    }
    manager.tell(.stopping)
    logger.notice("ending")
  }
}
