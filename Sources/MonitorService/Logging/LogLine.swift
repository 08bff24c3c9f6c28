internal import KernelInterface
package import Logging
internal import ProcessMonitor

/// A line of the log.
package struct LogLine: Hashable, Sendable {
  package enum Form: Hashable, Sendable {
    /// With the time and the program's name.
    case plain
    /// With a priority for systemd, which knows the rest: sd-daemon(3).
    case journal

    /// What suits standard error: systemd says in `JOURNAL_STREAM` which file it reads.
    package static var standard: Form {
      guard let place = FilePlace(descriptor: 2),
        HostFacts.environment("JOURNAL_STREAM") == "\(place.device):\(place.inode)"
      else { return .plain }
      return .journal
    }
  }

  package var level: Logger.Level
  package var text: String

  package init(level: Logger.Level, text: String) {
    self.level = level
    self.text = text
  }

  /// The line with its end; `time` is in nanoseconds since 1970.
  package func rendered(_ form: Form, time: UInt64 = Clocks.realtime) -> String {
    let line = PlainText.line(text, limit: 3000)
    switch form {
    case .journal: return "<\(priority)>\(line)\n"
    case .plain:
      let word = level >= .warning ? "\(level): " : ""
      return "\(PlainText.time(time)) pmond: \(word)\(line)\n"
    }
  }

  /// syslog(3)
  private var priority: Int {
    switch level {
    case .trace, .debug: 7
    case .info: 6
    case .notice: 5
    case .warning: 4
    case .error: 3
    case .critical: 2
    }
  }
}
