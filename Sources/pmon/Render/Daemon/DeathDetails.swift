internal import EventRendering

/// Everything that the daemon knows of one death.
struct DeathDetails {
  private var style: TableStyle

  init(style: TableStyle) { self.style = style }

  mutating func text(_ death: ReportedDeath) -> [UInt8] {
    var lines: [UInt8] = []
    lines.writeRow("Id") { $0.writePrintable(death.id) }
    lines.writeRow("Process") { line in
      if let process = death.process { line.write(process) } else { line.write("?") }
      line.write("  ")
      line.writePrintable(death.name ?? "?")
    }
    lines.writeRow("Ended") { line in
      writeTime(death.time, into: &line)
      line.write("  \(death.cause)")
    }
    if death.isInferred {
      lines.writeRow("") { $0.write("nobody saw it end: the time is when it was found missing") }
    }
    if let start = death.start {
      lines.writeRow("Began") { line in
        writeTime(start, into: &line)
        guard let duration = death.duration else { return }
        line.write("  \(NumberText.duration(nanoseconds: duration)) before")
      }
    }
    lines.writeRow("Guard") { line in
      line.writePrintable(death.guardName ?? "?")
      if let token = death.token {
        line.write(", token ")
        line.writePrintable(token)
      }
      if let user = death.user { line.write(", of user \(user)") }
    }
    write(death.cleanup, into: &lines)
    for attempt in death.attempts { write(attempt, into: &lines) }
    return lines
  }

  private mutating func write(_ cleanup: ReportedCleanup, into lines: inout [UInt8]) {
    lines.writeRow("Clean-up") { line in
      let color = style.palette.color(ofCleanup: cleanup.state)
      line.write(color)
      line.writePrintable(cleanup.state ?? "?")
      if color.utf8CodeUnitCount > 0 { line.write(style.palette.reset) }
      if let attempts = cleanup.attempts {
        line.write(attempts == 1 ? ", 1 attempt" : ", \(attempts) attempts")
      }
      if let failures = cleanup.failures, failures > 0 { line.write(", \(failures) failed") }
      if let time = cleanup.retryTime {
        line.write(", the next ")
        if style.clock.hasCome(time) {
          line.write("now")
        } else {
          line.write("in ")
          style.clock.writeTime(until: time, into: &line)
        }
      }
      if let time = cleanup.finishTime {
        line.write(", finished ")
        writeTime(time, into: &line)
      }
    }
  }

  private mutating func write(_ attempt: ReportedAttempt, into lines: inout [UInt8]) {
    lines.write("\n")
    lines.writeRow("Attempt \(attempt.number.map { "\($0)" } ?? "?")") { line in
      writeTime(attempt.begin, into: &line)
      if let begin = attempt.begin, let end = attempt.end, end >= begin {
        line.write("  \(NumberText.duration(nanoseconds: end - begin))")
      }
      line.write("  ")
      line.write(DeathDetails.outcome(attempt))
    }
    if let problem = attempt.problem { lines.writeRow("") { $0.writePrintable(problem) } }
    let output = attempt.output ?? ""
    for part in output.split(separator: "\n", omittingEmptySubsequences: false)
      .dropLast(output.hasSuffix("\n") || output.isEmpty ? 1 : 0)
    {
      lines.writeRow("") { line in
        line.write("| ")
        line.writePrintable(String(part))
      }
    }
  }

  private static func outcome(_ attempt: ReportedAttempt) -> String {
    let status = attempt.status.map { "\($0)" }
    switch attempt.succeeded {
    case true?: return "succeeded"
    case false?: return status.map { "failed: \($0)" } ?? "failed"
    case nil: return attempt.wasInterrupted ? "interrupted" : "running"
    }
  }

  private mutating func writeTime(_ time: UInt64?, into line: inout [UInt8]) {
    if let time { style.clock.write(time, fraction: 3, into: &line) } else { line.write("?") }
  }
}

extension [UInt8] {
  /// A line: a word at the left, and what is said of it.
  fileprivate mutating func writeRow(_ subject: String, _ body: (inout [UInt8]) -> Void) {
    let begin = count
    write(subject)
    pad(to: 12, from: begin)
    body(&self)
    while last == UInt8(ascii: " ") { removeLast() }
    write("\n")
  }
}
