internal import ConnectorService
internal import HTTPTypes
internal import KernelInterface
internal import PlainData
internal import ProcessMonitor
internal import ProgramVersion

extension APIService {
  var statusRoutes: [Route] {
    [
      Route(.get, "/v1/status") { [self] request in
        let status = await monitor.status(for: request.requester)
        let connector = await door?.counters()
        return .json { json in
          write(status, for: request.requester, into: &json)
          if let connector { write(connector, into: &json) }
        }
      }
    ]
  }

  private func write(
    _ status: MonitorStatus, for requester: Requester, into json: inout JSONText
  ) {
    let settings = settings
    json.text("version", ProgramVersion.number)
    json.flag("healthy", status.isHealthy)
    json.flag("ready", status.isReady)
    json.list("problems") { json in
      for problem in status.problems { json.text(nil, problem) }
    }
    json.text("kernel", HostFacts.kernelRelease)
    json.text("boot_id", "\(status.boot)")
    json.number("uptime_ns", Clocks.boottime &- begin)
    json.number("pid", HostFacts.processID)
    json.object("configuration") { json in
      if requester.isPrivileged, let path = settings.configurationPath { json.text("path", path) }
      json.number("guards", status.guardCount)
      json.text("load_time", PlainText.time(settings.loadTime))
    }
    json.object("registrations") { json in
      json.number("count", status.registrations)
      json.number("own", status.ownRegistrations)
      json.number("limit", status.registrationLimit)
    }
    json.object("cleanups") { json in
      for state in CleanupState.allCases {
        if let count = status.cleanups?[state] { json.number(state.rawValue, count) }
      }
      json.number("running", status.runningCleanups)
    }
    write(status.detection, into: &json)
    write(status.journal, for: requester, into: &json)
    json.object("streams") { json in
      json.number("open", streams.total)
      json.number("lost", events?.lostEvents ?? 0)
    }
  }

  private func write(_ connector: DoorCounters, into json: inout JSONText) {
    json.object("connector") { json in
      json.number("clients", connector.server.clients)
      json.number("refused", connector.server.refused)
      json.number("requests", connector.server.requests)
      json.number("malformed", connector.server.malformed)
      json.number("delivered", connector.server.delivered)
      json.number("lost", connector.server.lost)
      json.number("upstream_lost", connector.upstreamLost)
    }
  }

  private func write(_ detection: DetectionStatus, into json: inout JSONText) {
    json.object("detection") { json in
      json.number("observed", detection.guards.observed)
      json.number("seen", detection.seen)
      json.number("inferred", detection.inferred)
      json.number("unknown", detection.unknown)
      json.number("uneventful", detection.guards.uneventful)
      json.number("losses", detection.guards.losses)
      json.number("lost", detection.lost)
      json.number("resyncs", detection.guards.resyncs)
      json.text("continuity", detection.continuity.rawValue)
      json.number("held", detection.heldProcesses)
    }
  }

  private func write(
    _ journal: JournalStatus, for requester: Requester, into json: inout JSONText
  ) {
    json.object("journal") { json in
      if requester.isPrivileged { json.text("path", journal.path) }
      // What waits is in memory alone.
      let isFailing = journal.problem != nil
      json.text("state", isFailing ? (journal.size == nil ? "memory_only" : "failing") : "ok")
      if let size = journal.size {
        json.number("file_bytes", size.file)
        json.number("used_bytes", size.used)
      }
      json.number("waiting", journal.backlog)
      json.number("refused", journal.refused)
    }
  }
}
