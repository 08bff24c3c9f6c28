internal import KernelInterface

/// One load with one listener.
struct Measurement {
  var servedBy: String
  var truth: LoadTruth
  /// How long the load took; nanoseconds.
  var elapsed: UInt64
  /// The listener's CPU time meanwhile; nanoseconds.
  var cpu: UInt64
  var wakeups: UInt64
  var report: ContenderReport
  /// Whether the report counts what others did as well.
  var knowsOthers: Bool

  static func take(
    _ row: BenchRow, processes: Int, load: inout LoadProcess, interruptedBy interrupt: Int32
  ) throws -> Measurement {
    if case .tool(let tool) = row.way {
      return try take(tool, processes: processes, load: &load, interruptedBy: interrupt)
    }
    var listener = try Measurement.startListener(row, to: load.process)
    let servedBy = try listener.expect("ready", interruptedBy: interrupt)
    let before = try Usage(of: listener.process)
    var children: Set<Int32> = []
    let outcome = try load.run(processes, interruptedBy: interrupt) { wave in
      children.formUnion(wave)
      // The others need not be told whom to look at.
      guard row.way == .pidDescriptors else { return }
      try listener.write("wave " + wave.map(String.init).joined(separator: " "))
      _ = try listener.expect("watching", interruptedBy: interrupt)
    }
    try listener.write("end \(row.expectedEvents(of: outcome.truth))")
    _ = try listener.expect("done", interruptedBy: interrupt)
    let after = try Usage(of: listener.process)
    try listener.write("report")
    let words = try listener.expect("report", interruptedBy: interrupt)
    guard var report = ContenderReport(encoded: "report \(words)") else {
      throw BenchFailure.protocolBroken(words)
    }
    report.settle(children: children)
    return Measurement(
      servedBy: servedBy, truth: outcome.truth, elapsed: outcome.elapsed,
      cpu: after.cpu - before.cpu, wakeups: after.sleeps - before.sleeps, report: report,
      knowsOthers: true)
  }

  private static func startListener(
    _ row: BenchRow, to load: Int32
  ) throws(SystemCallError) -> ChildLine {
    if case .reference(let way) = row.way {
      return try ChildLine([way, "\(load)"], of: "bench-consumer")
    }
    return try ChildLine(["listen", row.name, "\(load)"])
  }

  private static func take(
    _ tool: ForeignTool, processes: Int, load: inout LoadProcess, interruptedBy interrupt: Int32
  ) throws -> Measurement {
    let listener = try ToolProcess.start(tool, interruptedBy: interrupt)
    let before = try Usage(of: listener.process)
    var children: Set<Int32> = []
    let outcome = try load.run(processes, interruptedBy: interrupt) { children.formUnion($0) }
    // There is no sign by which it could tell that it has seen all.
    _ = try pollReadable(interrupt, timeout: 500_000_000)
    let after = try Usage(of: listener.process)
    let report = try listener.finish(processes: children)
    return Measurement(
      servedBy: listener.servedBy, truth: outcome.truth, elapsed: outcome.elapsed,
      cpu: after.cpu - before.cpu, wakeups: after.sleeps - before.sleeps, report: report,
      knowsOthers: false)
  }

  /// What a process has used so far, looked at from outside, so that it is the same for all.
  private struct Usage {
    let cpu: UInt64
    let sleeps: UInt64

    init(of process: Int32) throws {
      guard let cpu = Clocks.cpu(ofProcess: process),
        let sleeps = HostFacts.sleeps(ofProcess: process)
      else { throw BenchFailure.ended("it has ended") }
      self.cpu = cpu
      self.sleeps = sleeps
    }
  }
}

extension RowResult {
  mutating func add(_ run: Measurement, baseline: UInt64, expected: Int) {
    cpu.add(Double(run.cpu) / 1e6)
    wakeups.add(Double(run.wakeups))
    events.add(Double(run.report.seen))
    if run.knowsOthers {
      received?.add(Double(run.report.seen + run.report.others))
    } else {
      received = nil
    }
    missing += max(0, expected - run.report.seen)
    lostByItself += run.report.lost
    latencies.merge(run.report.latencies)
    if let median = run.report.latencies.value(atQuantile: 0.5) {
      medianLatencies.add(Double(median))
    }
    if baseline > 0 { slowdown.add(Double(run.elapsed) / Double(baseline)) }
  }
}
