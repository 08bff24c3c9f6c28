internal import ProcessConnector

/// The line at the end of a run.
struct RunSummary {
  let text: String

  /// - Parameters:
  ///   - told: events printed.
  ///   - elapsed: nanoseconds.
  ///   - lostNames: records of perf's side band that were lost.
  init(_ counters: ConnectorCounters, told: UInt64, elapsed: UInt64, lostNames: UInt64 = 0) {
    text =
      "\(NumberText.counted(told, "event")), \(counters.lost) lost, \(counters.rejected) rejected"
      + " in \(RunSummary.seconds(elapsed)) (\(counters.received) received)"
      + (counters.undecided == 0
        ? "" : "; of \(counters.undecided) it could not be known whether they match")
      + (lostNames == 0 ? "" : "; \(lostNames) of perf's records of names lost")
  }

  /// Nanoseconds as seconds with a tenth.
  static func seconds(_ nanoseconds: UInt64) -> String {
    let tenths = nanoseconds / 100_000_000
    return "\(tenths / 10).\(tenths % 10) s"
  }
}
