internal import EventRendering

/// A line for each death that the daemon tells.
struct DeathTable {
  private var style: TableStyle

  init(style: TableStyle) { self.style = style }

  static let header =
    "Time                     PID  Process           Duration  Guard            Info"
    + "                                Clean-up          Id\n"

  mutating func render(_ death: ReportedDeath, into line: inout [UInt8]) {
    let color = style.palette.color(ofCleanup: death.cleanup.state)
    line.write(color)
    let begin = line.count
    if let time = death.time { style.clock.write(time, into: &line) } else { line.write("-") }
    line.pad(to: 21, from: begin)
    line.writeNumber(death.process, width: 7)
    line.writeCell(death.name, width: 17)
    line.writeRight(width: 9) { line in
      guard let duration = death.duration else { return line.write("-") }
      // An inferred death's time is that of its discovery.
      if death.isInferred { line.write("~") }
      line.write(NumberText.duration(nanoseconds: duration))
    }
    line.write("  ")
    line.writeCell(death.guardName, width: 17)
    line.writeCell(death.cause, width: 36)
    line.writeCell(death.cleanup.state, width: 18)
    line.writePrintable(GuardedID.short(death.id, boot: style.boot))
    line.endRow(color: color, style.palette)
  }
}
