internal import CoreMetrics
internal import Dispatch
internal import KernelInterface
internal import Logging

extension MonitorDaemon {
  /// Works as this process's only purpose, and ends it with an exit status.
  package func runToEnd() -> Never {
    LoggingSystem.bootstrap { [logger] _ in logger.handler }
    MetricsSystem.bootstrap(registry)
    Task {
      do {
        try await run()
        ProcessActions.end(code: 0)
      } catch {
        let failure = error as? DaemonFailure ?? DaemonFailure("\(error)")
        logger.critical("\(failure.message)")
        ProcessActions.end(code: failure.status)
      }
    }
    dispatchMain()
  }
}
