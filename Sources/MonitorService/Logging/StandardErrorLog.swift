internal import KernelInterface
package import Logging
internal import ProcessMonitor
internal import Synchronization

/// Writes what is logged to standard error, a line each.
///
/// It never waits for whoever reads: what finds no room is dropped, and the next line that does says how many were.
package struct StandardErrorLog: LogHandler {
  package var metadata: Logger.Metadata = [:]
  package var metadataProvider: Logger.MetadataProvider?
  package var logLevel: Logger.Level
  private let form: LogLine.Form

  private static let dropped = Mutex(0)

  package init(level: Logger.Level, form: LogLine.Form = .standard) {
    logLevel = level
    self.form = form
  }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    var text = "\(event.message)"
    let all = metadata.merging(event.metadata ?? [:]) { $1 }
    for (key, value) in all.sorted(by: { $0.key < $1.key }) { text += " \(key)=\(value)" }
    write(LogLine(level: event.level, text: text))
  }

  private func write(_ line: LogLine) {
    Self.dropped.withLock { dropped in
      guard Files.isWritable(2) else {
        dropped += 1
        return
      }
      var bytes: [UInt8] = []
      if dropped > 0 {
        let text = "\(dropped) lines found no room here"
        bytes += LogLine(level: .warning, text: text).rendered(form).utf8
        dropped = 0
      }
      bytes += line.rendered(form).utf8
      _ = try? Files.write(bytes.span, to: 2)
    }
  }
}
