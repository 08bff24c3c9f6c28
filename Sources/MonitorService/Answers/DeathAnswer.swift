internal import PlainData
internal import ProcessEvents
internal import ProcessMonitor
internal import ProcessTable

/// Deaths as JSON objects.
enum DeathAnswer {
  /// A death and all that was done about it.
  static func write(_ history: DeathHistory, into json: inout JSONText) {
    write(history.death, into: &json)
    json.list("attempts") { json in
      for attempt in history.attempts { json.object { write(attempt, into: &$0) } }
    }
  }

  static func write(_ journaled: JournaledDeath, into json: inout JSONText) {
    let death = journaled.death
    json.text("time", PlainText.time(death.time))
    json.text("event", "exit")
    json.object("process") { json in
      json.number("pid", death.process.process.rawValue)
      if let status = death.status { write(status, into: &json) }
      if let name = death.name { json.object("executable") { $0.text("name", name) } }
      guard let start = death.startTime else { return }
      json.object("creation") { $0.text("time", PlainText.time(start)) }
      if start <= death.time { json.number("duration_ns", death.time - start) }
    }
    json.object("guard") { json in
      json.text("name", death.guardName)
      json.text("death_id", death.id.rawValue)
      if let token = death.token { json.text("token", token) }
      if let owner = death.owner { json.object("user") { $0.number("id", owner) } }
      json.flag("inferred", death.isInferred)
    }
    json.object("cleanup") { json in
      json.text("state", journaled.state.rawValue)
      json.number("attempts", journaled.attempts)
      json.number("failures", journaled.failures)
      if let time = journaled.retryTime { json.text("retry_time", PlainText.time(time)) }
      if let time = journaled.finishTime { json.text("finish_time", PlainText.time(time)) }
    }
  }

  private static func write(_ attempt: JournaledAttempt, into json: inout JSONText) {
    json.number("number", attempt.number)
    json.text("begin_time", PlainText.time(attempt.beginTime))
    if let time = attempt.endTime { json.text("end_time", PlainText.time(time)) }
    json.flag("interrupted", attempt.wasInterrupted)
    guard let outcome = attempt.outcome else { return }
    json.flag("succeeded", outcome.succeeded)
    if let status = outcome.status { write(ExitStatus(rawValue: status), into: &json) }
    if let problem = outcome.problem { json.text("problem", problem) }
    if !outcome.outputTail.isEmpty { json.text("output", outcome.outputTail) }
  }

  private static func write(_ status: ExitStatus, into json: inout JSONText) {
    json.object("exit") { json in
      if let code = status.code { json.number("code", code) } else { json.null("code") }
      if let signal = status.signal {
        json.number("signal", signal.rawValue)
      } else {
        json.null("signal")
      }
      json.flag("core_dumped", status.coreDumped)
    }
  }
}
