internal import EventRendering

/// A line for each clean-up: where it stands, and what last went wrong.
struct CleanupTable {
  private var style: TableStyle

  init(style: TableStyle) { self.style = style }

  static let header =
    "State             Attempts  Next in      PID  Process          Guard            "
    + "Id                              Problem\n"

  /// - Parameter problem: of its last attempt.
  mutating func render(_ death: ReportedDeath, problem: String?, into line: inout [UInt8]) {
    let color = style.palette.color(ofCleanup: death.cleanup.state)
    line.write(color)
    line.writeCell(death.cleanup.state, width: 18)
    line.writeNumber(death.cleanup.attempts, width: 8)
    line.writeRight(width: 7) { line in
      guard let time = death.cleanup.retryTime else { return line.write("-") }
      style.clock.writeTime(until: time, into: &line)
    }
    line.write("  ")
    line.writeNumber(death.process, width: 7)
    line.writeCell(death.name, width: 17)
    line.writeCell(death.guardName, width: 17)
    line.writeCell(GuardedID.short(death.id, boot: style.boot), width: 32)
    if let problem { line.writePrintable(problem) } else { line.write("-") }
    line.endRow(color: color, style.palette)
  }
}
