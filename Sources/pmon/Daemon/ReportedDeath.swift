internal import PlainData
internal import ProcessEvents

/// A death as the daemon tells it; what is nil it has not told, or not as it should.
struct ReportedDeath {
  var id: String
  /// Nanoseconds since 1970
  var time: UInt64?
  var process: Int32?
  var name: String?
  /// Nanoseconds since 1970
  var start: UInt64?
  /// Nanoseconds
  var duration: UInt64?
  var status: ExitStatus?
  var guardName: String?
  var token: String?
  var user: UInt32?
  /// Whether nobody saw it end.
  var isInferred: Bool
  var cleanup: ReportedCleanup
  /// Only where it was asked for by its id.
  var attempts: [ReportedAttempt]

  /// - Returns: nil where it has no id.
  init?(_ value: PlainValue) {
    guard let id = value["guard", "death_id"]?.text else { return nil }
    self.id = id
    time = value["time"]?.time
    process = value["process", "pid"]?.number()
    name = value["process", "executable", "name"]?.text
    start = value["process", "creation", "time"]?.time
    duration = value["process", "duration_ns"]?.number()
    status = value["process", "exit"].flatMap { ExitStatus(reported: $0) }
    guardName = value["guard", "name"]?.text
    token = value["guard", "token"]?.text
    user = value["guard", "user", "id"]?.number()
    isInferred = value["guard", "inferred"]?.flag ?? false
    cleanup = ReportedCleanup(value["cleanup"] ?? .absent)
    attempts = (value["attempts"]?.items ?? []).map(ReportedAttempt.init)
  }

  /// Such as `code 3`; what is not known is not guessed.
  var cause: String {
    guard let status else { return "unknown" }
    return isInferred ? "\(status), inferred" : "\(status)"
  }
}

/// Where a clean-up stands.
struct ReportedCleanup {
  var state: String?
  var attempts: UInt64?
  var failures: UInt64?
  /// Nanoseconds since 1970
  var retryTime: UInt64?
  /// Nanoseconds since 1970
  var finishTime: UInt64?

  init(_ value: PlainValue) {
    state = value["state"]?.text
    attempts = value["attempts"]?.number()
    failures = value["failures"]?.number()
    retryTime = value["retry_time"]?.time
    finishTime = value["finish_time"]?.time
  }
}

/// One attempt to clean up.
struct ReportedAttempt {
  var number: UInt64?
  /// Nanoseconds since 1970
  var begin: UInt64?
  /// Nanoseconds since 1970
  var end: UInt64?
  var wasInterrupted: Bool
  /// Nil while it runs, and where it was interrupted.
  var succeeded: Bool?
  var status: ExitStatus?
  var problem: String?
  var output: String?

  init(_ value: PlainValue) {
    number = value["number"]?.number()
    begin = value["begin_time"]?.time
    end = value["end_time"]?.time
    wasInterrupted = value["interrupted"]?.flag ?? false
    succeeded = value["succeeded"]?.flag
    status = value["exit"].flatMap { ExitStatus(reported: $0) }
    problem = value["problem"]?.text
    output = value["output"]?.text
  }
}

extension PlainValue {
  /// Nanoseconds since 1970, of a time of RFC 3339.
  var time: UInt64? { text.flatMap(Timestamp.nanoseconds) }
}

extension ExitStatus {
  /// - Returns: nil where it has neither a code nor a signal.
  init?(reported value: PlainValue) {
    if let code: UInt8 = value["code"]?.number() {
      self = .exited(code: code)
    } else if let signal: Int32 = value["signal"]?.number(), (1...64).contains(signal) {
      self = .signaled(
        Signal(rawValue: signal), coreDumped: value["core_dumped"]?.flag ?? false)
    } else {
      return nil
    }
  }
}
