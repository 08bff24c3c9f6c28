internal import EventRendering
internal import KernelInterface
internal import ProcessConnector
internal import ProcessEvents
internal import ProcessTable

/// Everything that decides whether and how events can be had, asked of the running system.
struct Examination {
  private(set) var findings: [Finding] = []
  /// Whether a subscription works.
  private(set) var isUsable = false

  static func perform() -> Examination {
    var examination = Examination()
    examination.findings = [.ok("kernel", "Linux \(HostFacts.kernelRelease)")]
    examination.findings += namespaces(HostEnvironment.current())
    examination.findings.append(privileges())
    examination.findings.append(names())
    do {
      let reader = try ConnectorReader(
        ConnectorConfiguration(events: .nonzeroExit, delivery: .immediate))
      examination.isUsable = true
      examination.findings += [
        .ok("connector", "it acknowledges a subscription"), filter(reader.filterStage),
        buffer(reader.counters.bufferSize),
      ]
      examination.tryRoundTrips(with: reader)
    } catch {
      examination.add(.no("connector", error.reason, advice: error.nextStep))
    }
    examination.lookAtHub()
    return examination
  }

  mutating func add(_ finding: Finding) { findings.append(finding) }

  mutating func tryRoundTrips(with reader: consuming ConnectorReader) {
    let trips = RoundTrips.perform(with: reader)
    findings += trips.findings
    isUsable = trips.succeeded
  }

  private static func namespaces(_ environment: HostEnvironment) -> [Finding] {
    [
      namespace("pid", environment.isInitialPIDNamespace, cause: .childPIDNamespace),
      namespace("user", environment.isInitialUserNamespace, cause: .childUserNamespace),
    ]
  }

  private static func namespace(
    _ kind: String, _ isInitial: Bool?, cause: ConnectorError.Cause
  ) -> Finding {
    let subject = "\(kind)_namespace"
    switch isInitial {
    case true?: return .ok(subject, "the initial one")
    case false?:
      let error = ConnectorError(cause, operation: "listen")
      return .no(subject, error.reason, advice: error.nextStep)
    case nil:
      return .limited(subject, "/proc/self/ns does not tell", advice: "mount /proc")
    }
  }

  private static func privileges() -> Finding {
    let user = HostFacts.effectiveUser
    let who = user == 0 ? "root" : "user \(user)"
    if HostFacts.hasNetworkAdministration {
      return .ok("privileges", "\(who), with CAP_NET_ADMIN")
    }
    return .limited(
      "privileges",
      "\(who), without CAP_NET_ADMIN: Linux 6.6 or later serves, with a smaller buffer",
      advice: "for a buffer of any size run it as root or with CAP_NET_ADMIN")
  }

  private static func names() -> Finding {
    if !ProcFiles.hasOwnIDs {
      return .no(
        "names", "/proc is not there, or of another PID namespace than this process",
        advice: "mount one (unshare --mount-proc, mount -t proc proc /proc)")
    }
    if let error = SideBandError(unusableIn: .current()) { return names(without: error) }
    do {
      let reader = try SideBandReader(paths: false)
      return .ok(
        "names",
        "from perf's side band, on \(reader.processors.count) CPUs: all of them, and no race")
    } catch {
      return names(without: SideBandError(error, in: .current()))
    }
  }

  private static func names(without reason: SideBandError) -> Finding {
    .limited(
      "names",
      "from events and /proc, which miss some of those who live for a millisecond: \(reason.reason)",
      advice: reason.nextStep)
  }

  private static func filter(_ stage: FilterStage) -> Finding {
    switch stage {
    case .connector: .ok("event_filter", "the kernel's connector filters, with NONZERO_EXIT")
    default:
      .limited(
        "event_filter", "none in this kernel's connector; a socket filter takes its place",
        advice: "nothing needs to be done; Linux 6.6 or later saves the making of unwanted messages"
      )
    }
  }

  private static func buffer(_ size: UInt32) -> Finding {
    let events = size / bytesPerEvent
    let detail = "\(ByteCount.text(size)), room for some \(events) events"
    let wanted = 2 * UInt32(ReceiveBuffer.default.bytes)
    if size >= wanted { return .ok("receive_buffer", detail) }
    return .limited(
      "receive_buffer", detail,
      advice:
        "raise net.core.rmem_max to \(ReceiveBuffer.default.bytes), or run it with CAP_NET_ADMIN")
  }

  /// What an event takes of the buffer on Linux 6.18.
  private static let bytesPerEvent: UInt32 = 832
}

extension Examination {
  var text: String { findings.text }

  /// An object with one member a subject.
  var json: String {
    var text: [UInt8] = []
    text.write("{\"usable\":\(isUsable)")
    for finding in findings {
      text.write(",\"\(finding.subject)\":{\"grade\":\"\(finding.grade.rawValue)\",\"detail\":")
      text.writeJSON(finding.detail)
      text.write(",\"advice\":")
      if let advice = finding.advice { text.writeJSON(advice) } else { text.write("null") }
      text.write("}")
    }
    text.write("}\n")
    return String(decoding: text, as: UTF8.self)
  }
}
