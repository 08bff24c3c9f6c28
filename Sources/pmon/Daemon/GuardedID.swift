internal import ProcessEvents
internal import ProcessTable

/// What a registration is called, and the death that it becomes: a process and a guard.
struct GuardedID: Hashable, Sendable {
  var process: ProcessIdentity
  var guardName: String

  /// - Parameters:
  ///   - text: `BOOT/PID/TICKS/GUARD`, or without the boot.
  ///   - boot: the one that is meant where none is named; nil where it is not known.
  init?(_ text: String, boot: BootID?) {
    var parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    if parts.count == 3, let boot { parts.insert("\(boot)", at: 0) }
    guard parts.count == 4, !parts[3].isEmpty,
      let process = ProcessIdentity(parts[..<3].joined(separator: "/"))
    else { return nil }
    self.process = process
    guardName = parts[3]
  }

  /// The segments of a path that name it.
  var segments: [String] {
    ["\(process.boot)", "\(process.process)", "\(process.startTicks)", guardName]
  }

  /// An id of the daemon's, without the boot where that is `boot`.
  static func short(_ text: String, boot: BootID?) -> String {
    guard let boot, text.hasPrefix("\(boot)/") else { return text }
    return String(text.dropFirst("\(boot)/".utf8.count))
  }
}
