internal import ProcessConnector

/// The line at the end of a run.
struct RunSummary {
  let text: String

  /// - Parameters:
  ///   - told: events printed.
  ///   - elapsed: nanoseconds.
  init(_ counters: ConnectorCounters, told: UInt64, elapsed: UInt64) {
    let tenths = elapsed / 100_000_000
    text =
      "\(told) \(told == 1 ? "event" : "events"), \(counters.lost) lost, \(counters.rejected) rejected"
      + " in \(tenths / 10).\(tenths % 10) s (\(counters.received) received)"
  }
}
