internal import PlainData
internal import ProcessEvents
internal import ProcessMonitor
internal import ProcessTable

/// Registrations as JSON objects.
enum RegistrationAnswer {
  static func write(_ journaled: JournaledRegistration, into json: inout JSONText) {
    let registration = journaled.registration
    let process = registration.process
    json.text("id", "\(journaled.key)")
    json.text("time", PlainText.time(journaled.time))
    json.object("process") { json in
      json.number("pid", process.process.rawValue)
      json.number("start_ticks", process.startTicks)
      if let name = registration.name {
        json.object("executable") { $0.text("name", "\(name)") }
      }
    }
    json.object("guard") { json in
      json.text("name", registration.terms.guardName)
      if let token = registration.token { json.text("token", token) }
      if let owner = registration.owner { json.object("user") { $0.number("id", owner) } }
    }
    switch registration.terms.trigger {
    case .abnormal: json.text("on", "abnormal")
    case .any: json.text("on", "any")
    case .filter(let filter): json.text("on", "\(filter)")
    @unknown default: break
    }
    json.text("on_unknown", registration.terms.onUnknown.rawValue)
  }
}
