internal import ProcessConnector

/// The line at the end of a run.
struct RunSummary {
  let text: String

  /// - Parameters:
  ///   - told: events printed.
  ///   - elapsed: nanoseconds.
  init(_ counters: ConnectorCounters, told: UInt64, elapsed: UInt64) {
    text =
      "\(told) \(told == 1 ? "event" : "events"), \(counters.lost) lost, \(counters.rejected) rejected"
      + " in \(RunSummary.seconds(elapsed)) (\(counters.received) received)"
  }

  /// Nanoseconds as seconds with a tenth.
  static func seconds(_ nanoseconds: UInt64) -> String {
    let tenths = nanoseconds / 100_000_000
    return "\(tenths / 10).\(tenths % 10) s"
  }
}
