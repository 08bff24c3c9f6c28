internal import PlainData

/// How the daemon is: a line for each of its parts, as the doctor's.
struct StatusReport {
  private let status: PlainValue
  private var clock: EventClock
  /// Whether it does what it is for.
  let isHealthy: Bool

  /// - Returns: nil where the value is no status.
  init?(_ status: PlainValue, clock: EventClock) {
    guard let isHealthy = status["healthy"]?.flag else { return nil }
    self.status = status
    self.clock = clock
    self.isHealthy = isHealthy && status["ready"]?.flag != false
  }

  /// The lines; what the daemon has not told is left out.
  mutating func findings() -> [Finding] {
    var findings = [daemon]
    findings += (status["problems"]?.items ?? []).compactMap { problem in
      guard let text = problem.text else { return nil }
      return Finding(subject: "problem", grade: .no, detail: Self.printable(text), advice: nil)
    }
    if status["ready"]?.flag == false {
      findings.append(
        .no("readiness", "it takes no registrations yet", advice: "ask again in a moment"))
    }
    if let kernel = status["kernel"]?.text {
      findings.append(.ok("kernel", "Linux \(Self.printable(kernel))"))
    }
    if let value = status["configuration"] { findings.append(configuration(value)) }
    if let value = status["registrations"] { findings.append(registrations(value)) }
    if let value = status["cleanups"] { findings.append(cleanups(value)) }
    if let value = status["detection"] { findings += [detection(value), losses(value)] }
    if let value = status["journal"] { findings.append(JournalFinding.finding(value)) }
    if let value = status["connector"] { findings.append(connector(value)) }
    if let value = status["streams"] { findings.append(streams(value)) }
    return findings
  }

  private var daemon: Finding {
    var text = "pmond \(Self.printable(status["version"]?.text ?? "?"))"
    if let process: Int32 = status["pid"]?.number() { text += ", process \(process)" }
    if let time: UInt64 = status["uptime_ns"]?.number() {
      text += ", up for \(NumberText.duration(nanoseconds: time))"
    }
    return status["healthy"]?.flag == true
      ? .ok("daemon", text)
      : Finding(subject: "daemon", grade: .no, detail: text + ", not healthy", advice: nil)
  }

  private mutating func configuration(_ value: PlainValue) -> Finding {
    var parts: [String] = []
    if let path = value["path"]?.text { parts.append(Self.printable(path)) }
    parts.append(Self.count(value["guards"], "guard", "guards"))
    if let time = value["load_time"]?.time {
      var text: [UInt8] = []
      clock.write(time, into: &text)
      parts.append("loaded " + String(decoding: text, as: UTF8.self))
    }
    return .ok("configuration", parts.joined(separator: ", "))
  }

  private func registrations(_ value: PlainValue) -> Finding {
    let count: UInt64? = value["count"]?.number()
    let limit: UInt64? = value["limit"]?.number()
    var text = Self.count(value["count"])
    if let limit { text += " of \(limit)" }
    if let own: UInt64 = value["own"]?.number(), own != count { text += ", \(own) of them yours" }
    guard let count, let limit, count >= limit else { return .ok("registrations", text) }
    return .limited("registrations", text, advice: "raise the limit, or remove some")
  }

  private static let states = [
    ("PENDING", "pending"), ("IN PROGRESS", "in progress"), ("PARTIAL CLEANUP", "to be repeated"),
    ("GAVE UP", "given up"), ("RESOURCES FREED", "done"), ("REPORTED", "only reported"),
  ]

  private func cleanups(_ value: PlainValue) -> Finding {
    let counts = Self.states.compactMap { state, words in
      value[state]?.number(as: UInt64.self).flatMap { $0 > 0 ? "\($0) \(words)" : nil }
    }
    let text = counts.isEmpty ? "none" : counts.joined(separator: ", ")
    guard let failed: UInt64 = value["GAVE UP"]?.number(), failed > 0 else {
      return .ok("cleanups", text)
    }
    return .limited(
      "cleanups", text, advice: "pmon cleanups shows them, and with --retry runs one again")
  }

  private func detection(_ value: PlainValue) -> Finding {
    var text =
      "\(Self.count(value["seen"], "death", "deaths")) seen, \(Self.count(value["inferred"])) inferred"
    if let unknown: UInt64 = value["unknown"]?.number(), unknown > 0 {
      text += " (\(unknown) without a status)"
    }
    text += ", \(Self.count(value["uneventful"])) uneventful"
    text += "; \(Self.count(value["held"], "process", "processes")) held"
    switch value["continuity"]?.text {
    case "kept": text += "; nothing was missed at its restart"
    case "broken": text += "; of what died at its restart, only registered processes were found"
    default: break
    }
    return .ok("detection", text)
  }

  private func losses(_ value: PlainValue) -> Finding {
    let lost: UInt64? = value["lost"]?.number()
    let comparisons = Self.count(value["resyncs"], "comparison", "comparisons")
    guard let lost, lost > 0 else {
      // A start without a predecessor's socket is a gap, too, and costs a comparison.
      return .ok("losses", "\(lost == nil ? "?" : "no") events; \(comparisons) with what lives")
    }
    return .limited(
      "losses",
      "\(Self.count(value["lost"], "event", "events")), and \(comparisons) with what lives since",
      advice: "deaths in them were inferred; a larger receive_buffer makes losses rarer")
  }

  private func connector(_ value: PlainValue) -> Finding {
    var text =
      "\(Self.count(value["clients"], "client", "clients")), \(Self.count(value["delivered"], "event", "events")) delivered"
    for (key, one, many) in [
      ("lost", "lost by clients", "lost by clients"),
      ("upstream_lost", "lost by the kernel", "lost by the kernel"),
      ("refused", "client refused", "clients refused"),
      ("malformed", "request malformed", "requests malformed"),
    ] {
      if let count: UInt64 = value[key]?.number(), count > 0 {
        text += ", " + Self.count(value[key], one, many)
      }
    }
    return .ok("connector", text)
  }

  private func streams(_ value: PlainValue) -> Finding {
    var text = "\(Self.count(value["open"])) open"
    if let lost: UInt64 = value["lost"]?.number(), lost > 0 {
      text += ", \(lost) events lost by slow readers"
    }
    return .ok("streams", text)
  }
}

extension StatusReport {
  /// A number with what it counts; `?` where it has not been told.
  static func count(_ value: PlainValue?, _ one: String = "", _ many: String = "") -> String {
    guard let number: UInt64 = value?.number() else { return many.isEmpty ? "?" : "? \(many)" }
    let word = number == 1 ? one : many
    return word.isEmpty ? "\(number)" : "\(number) \(word)"
  }

  static func printable(_ text: String) -> String {
    var bytes: [UInt8] = []
    bytes.writePrintable(text)
    return String(decoding: bytes, as: UTF8.self)
  }
}
