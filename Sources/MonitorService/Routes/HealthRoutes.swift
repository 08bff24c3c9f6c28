internal import HTTPTypes
internal import PlainData
internal import ProcessMonitor

extension APIService {
  /// Whether the daemon works; anybody may ask.
  var healthRoutes: [Route] {
    [
      Route(.get, "/healthz") { [self] _ in Self.verdict(await monitor.problems()) },
      Route(.get, "/readyz") { [self] _ in
        let status = await monitor.status(for: Requester(user: 0, process: 0, isPrivileged: true))
        let problems = status.problems
        return Self.verdict(
          status.isReady ? [] : problems.isEmpty ? ["The daemon is not ready yet"] : problems)
      },
    ]
  }

  private static func verdict(_ problems: [String]) -> Answer {
    .json(problems.isEmpty ? .ok : .serviceUnavailable) { json in
      json.text("status", problems.isEmpty ? "ok" : "failing")
      if problems.isEmpty { return }
      json.list("problems") { json in
        for problem in problems { json.text(nil, problem) }
      }
    }
  }
}
