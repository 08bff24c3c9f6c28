internal import EventRendering
internal import ProcessConnector
internal import ProcessEvents

/// A line for each process that was waited for, as text or as a JSON object.
struct WaitReport {
  private let isJSON: Bool
  private var clock: WallClock

  init(isJSON: Bool, clock: WallClock = WallClock(isUTC: true)) {
    self.isJSON = isJSON
    self.clock = clock
  }

  mutating func adjustClock() { clock.adjust() }

  mutating func render(_ ended: EndedProcess, into line: inout [UInt8]) {
    if isJSON {
      renderJSON(ended, into: &line)
    } else {
      line.write(ended.process.rawValue)
      line.write("  ")
      line.write(ended.status?.description ?? "unknown")
    }
    line.write("\n")
  }

  /// As `watch --json`; what is not known is left out.
  private mutating func renderJSON(_ ended: EndedProcess, into line: inout [UInt8]) {
    line.write("{")
    if let time = ended.time {
      line.write("\"time\":\"")
      clock.writeDate(of: time, into: &line)
      line.write("T")
      clock.writeTime(of: time, fraction: 9, into: &line)
      line.write("Z\",")
    }
    line.write("\"event\":\"exit\",\"process\":{\"pid\":")
    line.write(ended.process.rawValue)
    if let status = ended.status {
      line.write(",\"exit\":{")
      line.writeJSONFields(of: status)
      line.write("}")
    }
    line.write("}}")
  }
}
