internal import ConnectorService
internal import KernelInterface
internal import ProcessMonitor
internal import ProgramVersion

extension APIService {
  /// All counters, without anything that is about one process or one user.
  func metricsText() async -> String {
    let status = await monitor.status(for: Requester(user: 0, process: 0, isPrivileged: true))
    var text = OpenMetricsText()
    text.family("pmon_build", .info, help: "The version of the daemon.")
    text.sample("pmon_build_info", [("version", ProgramVersion.number)], "1")
    text.gauge(
      "pmon_uptime_seconds", unit: "seconds", "Since the daemon began.",
      "\(Double(Clocks.boottime &- begin) / 1e9)")
    text.gauge("pmon_healthy", "1 where nothing is wrong.", status.isHealthy ? "1" : "0")
    text.gauge(
      "pmon_ready", "1 where registrations are taken and deaths detected.",
      status.isReady ? "1" : "0")
    text.gauge("pmon_guards", "Guards that are configured.", "\(status.guardCount)")
    text.gauge("pmon_registrations", "Processes that are registered.", "\(status.registrations)")
    text.gauge(
      "pmon_registrations_limit", "Registrations that there may be.",
      "\(status.registrationLimit)")
    status.detection.write(into: &text)
    status.writeCleanups(into: &text)
    status.journal.write(into: &text)
    text.gauge("pmon_connections", "Connections to the API.", "\(connections.total)")
    text.gauge("pmon_streams", "Live streams of events.", "\(streams.total)")
    text.counter(
      "pmon_stream_events_lost", "Events that readers of streams were too slow for.",
      events?.lostEvents ?? 0)
    await door?.counters()?.write(into: &text)
    registry?.write(into: &text)
    return text.finished
  }
}

extension OpenMetricsText {
  fileprivate mutating func gauge(
    _ name: String, unit: String = "", _ help: String, _ value: String
  ) {
    family(name, .gauge, unit: unit, help: help)
    sample(name, [], value)
  }

  fileprivate mutating func counter(_ name: String, _ help: String, _ value: UInt64) {
    family(name, .counter, help: help)
    sample(name + "_total", [], "\(value)")
  }
}

extension DoorCounters {
  fileprivate func write(into text: inout OpenMetricsText) {
    text.gauge("pmon_connector_clients", "Clients of the connector's socket.", "\(server.clients)")
    text.counter(
      "pmon_connector_clients_accepted", "Clients that were let in there.", server.accepted)
    text.counter(
      "pmon_connector_clients_refused", "Clients that were closed at once.", server.refused)
    text.counter("pmon_connector_requests", "Requests of clients.", server.requests)
    text.counter(
      "pmon_connector_malformed_requests", "Datagrams of clients that were no requests.",
      server.malformed)
    text.counter(
      "pmon_connector_delivered_messages", "Messages that were given to clients.",
      server.delivered)
    text.counter(
      "pmon_connector_clients_lost_messages", "Messages that clients have lost.", server.lost)
    text.gauge(
      "pmon_connector_subscribed", "1 while clients want something of the kernel.",
      isSubscribed ? "1" : "0")
    text.counter("pmon_connector_upstream_events", "Events from the kernel for clients.", events)
    text.counter(
      "pmon_connector_upstream_lost_events",
      "Events for clients that the kernel could not deliver.", upstreamLost)
  }
}

extension DetectionStatus {
  fileprivate func write(into text: inout OpenMetricsText) {
    text.counter("pmon_connector_messages", "Messages from the kernel's connector.", received)
    text.counter("pmon_connector_lost_events", "Events that the kernel could not deliver.", lost)
    text.counter(
      "pmon_connector_rejected_messages", "Datagrams that were not the kernel's.", rejected)
    text.counter("pmon_connector_wakeups", "How often the detector woke up to read.", wakeups)
    text.counter(
      "pmon_observed_deaths", "Abnormal ends that the kernel told of, registered or not.",
      guards.observed)
    text.family(
      "pmon_deaths", .counter, help: "Deaths of guarded processes, by how they were found.")
    text.sample("pmon_deaths_total", [("found", "seen")], "\(seen)")
    text.sample("pmon_deaths_total", [("found", "inferred")], "\(inferred)")
    text.counter(
      "pmon_deaths_of_unknown_cause", "Deaths of guarded processes of which nobody knows how.",
      unknown)
    text.counter(
      "pmon_uneventful_ends", "Registered processes that ended in a way that needs nothing.",
      guards.uneventful)
    text.counter(
      "pmon_reused_ids", "Events of other processes with a registered id.", guards.reusedIDs)
    text.counter("pmon_losses", "Times at which events were lost.", guards.losses)
    text.counter(
      "pmon_resyncs", "Comparisons of what is registered with what lives.", guards.resyncs)
    text.gauge("pmon_held_processes", "Processes that are held by descriptor.", "\(heldProcesses)")
    text.family(
      "pmon_continuity", .gauge, help: "1 at what was found of a predecessor's subscription.")
    for value in [StartContinuity.new, .kept, .broken] {
      text.sample(
        "pmon_continuity", [("continuity", value.rawValue)], value == continuity ? "1" : "0")
    }
  }
}

extension MonitorStatus {
  fileprivate func writeCleanups(into text: inout OpenMetricsText) {
    text.family(
      "pmon_cleanups", .gauge, help: "Deaths in the journal, by the state of their clean-ups.")
    for state in CleanupState.allCases {
      if let count = cleanups?[state] {
        text.sample("pmon_cleanups", [("state", state.rawValue)], "\(count)")
      }
    }
    text.gauge("pmon_running_cleanups", "Clean-ups that run now.", "\(runningCleanups)")
    text.counter("pmon_cleanup_attempts_begun", "Attempts that were begun.", attempts.begun)
    text.family(
      "pmon_cleanup_attempts", .counter, help: "Attempts that have ended, by what came of them.")
    text.sample("pmon_cleanup_attempts_total", [("result", "succeeded")], "\(attempts.succeeded)")
    text.sample("pmon_cleanup_attempts_total", [("result", "failed")], "\(attempts.failed)")
    text.counter("pmon_cleanups_given_up", "Clean-ups that were given up.", attempts.gaveUp)
    text.counter("pmon_folded_deaths", "Deaths that another's clean-up settled.", attempts.folded)
    let delay = attempts.startDelay
    text.family(
      "pmon_cleanup_start_delay_seconds", .histogram, unit: "seconds",
      help: "From the kernel's time of a death to the begin of its first attempt.")
    text.histogram(
      "pmon_cleanup_start_delay_seconds", bounds: DelayHistogram.bounds.map { Double($0) / 1e9 },
      counts: delay.counts, overflow: delay.overflow, sum: Double(delay.sum) / 1e9)
  }
}

extension JournalStatus {
  fileprivate func write(into text: inout OpenMetricsText) {
    text.gauge(
      "pmon_journal_writable", "1 where the journal can be written.", problem == nil ? "1" : "0")
    if let size {
      text.gauge("pmon_journal_file_bytes", unit: "bytes", "The journal's size.", "\(size.file)")
      text.gauge("pmon_journal_used_bytes", unit: "bytes", "Of it, what is in use.", "\(size.used)")
    }
    text.gauge(
      "pmon_journal_waiting_deaths", "Deaths in memory that the journal could not take yet.",
      "\(backlog)")
    text.counter("pmon_journal_refused_deaths", "Deaths that found no room in memory.", refused)
    text.gauge(
      "pmon_journal_interrupted_attempts", "Attempts that a predecessor's end interrupted.",
      "\(interruptedAttempts)")
  }
}
