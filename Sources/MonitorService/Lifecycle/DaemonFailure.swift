internal import ProcessMonitor

/// Why the daemon ends, in a sentence that says what to do, and with which exit status.
package struct DaemonFailure: Error, Hashable, Sendable {
  package var message: String
  /// 1 the work failed, 2 the request was wrong, 3 the system cannot do it.
  package var status: Int32

  package init(_ message: String, status: Int32 = 1) {
    self.message = message
    self.status = status
  }

  /// - Parameter keys: what this one has to have of its own then.
  static func anotherDaemon(
    _ path: String, keys: String = "\"socket\" and \"journal\""
  ) -> DaemonFailure {
    DaemonFailure(
      "Another daemon listens at \(path): stop it, or give this one another \(keys) in \"paths\"."
    )
  }
}

extension DaemonFailure {
  init(_ error: MonitorStartError) {
    switch error {
    case .journal: self.init(Problem.sentence("\(error)"))
    default: self.init(Problem.sentence("\(error)"), status: 3)
    }
  }
}
