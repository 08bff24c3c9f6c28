internal import KernelInterface

/// Measures all rows in turn: each load with a listener beside one without, the order turned round by round.
struct BenchRun: ~Copyable {
  private let plan: BenchPlan
  private let interrupts: Interrupts
  private let end: UInt64
  private var load: LoadProcess
  private var rows: [BenchRow]
  private var results: BenchResults

  init(_ plan: BenchPlan) throws {
    let interrupts = try Interrupts()
    load = try LoadProcess(interruptedBy: interrupts.rawDescriptor)
    self.interrupts = interrupts
    self.plan = plan
    end = Clocks.monotonic &+ plan.limit
    rows = plan.rows.filter { $0.way != .scan }
    results = BenchResults(
      kernel: HostFacts.kernelRelease, processors: HostFacts.processorCount,
      loadBefore: HostFacts.loadAverage, user: HostFacts.effectiveUser,
      otherListeners: ConnectorListeners.count, processes: plan.processes)
    results.rows = rows.map(RowResult.init)
  }

  consuming func perform() throws -> BenchResults {
    do {
      try measureRounds()
      try measureScans()
    } catch BenchFailure.interrupted {
      results.end = .interrupted
    }
    return results
  }

  private mutating func measureRounds() throws {
    guard !rows.isEmpty else { return }
    // The first warms up, and finds out what does not work here.
    for round in 0... {
      if round > 0, rows.isEmpty || isEnough { return }
      var pairs = Array(rows)
      if round % 2 == 1 { pairs.reverse() }
      for (index, row) in pairs.enumerated() {
        if round > 1, Clocks.monotonic >= end {
          results.end = .timeOver
          return
        }
        StandardError.say(
          "\(round == 0 ? "warm-up" : "round \(round)\(plan.rounds.map { " of \($0)" } ?? "")"), "
            + "\(index + 1) of \(pairs.count): \(row.title)",
          interruptedBy: interrupts.rawDescriptor)
        try measure(row, isWarmUp: round == 0, isBaselineFirst: (round + index) % 2 == 0)
      }
      if round > 0 { results.rounds += 1 }
    }
  }

  private var isEnough: Bool {
    if let rounds = plan.rounds { return results.rounds >= rounds }
    return results.rounds >= BenchPlan.mostRounds || BenchVerdict.isSettled(results)
  }

  private mutating func measure(
    _ row: BenchRow, isWarmUp: Bool, isBaselineFirst: Bool
  ) throws {
    guard let place = results.rows.firstIndex(where: { $0.name == row.name }) else { return }
    do {
      var baseline = isBaselineFirst ? try measureBaseline() : 0
      let run = try Measurement.take(
        row, processes: plan.processes, load: &load, interruptedBy: interrupts.rawDescriptor)
      if !isBaselineFirst { baseline = try measureBaseline() }
      results.rows[place].servedBy = run.servedBy
      guard !isWarmUp else { return }
      results.baseline.add(Double(baseline) / 1e6)
      results.rows[place].add(run, baseline: baseline, expected: row.expectedEvents(of: run.truth))
    } catch let failure as BenchFailure where failure != .interrupted {
      skip(row, at: place, "\(failure)")
    } catch let error as SystemCallError {
      skip(row, at: place, "\(error)")
    }
  }

  private mutating func measureBaseline() throws -> UInt64 {
    try load.run(plan.processes, interruptedBy: interrupts.rawDescriptor).elapsed
  }

  private mutating func skip(_ row: BenchRow, at place: Int, _ reason: String) {
    results.rows[place].skipReason = reason
    rows.removeAll { $0.name == row.name }
  }

  private mutating func measureScans() throws {
    guard let row = plan.rows.first(where: { $0.way == .scan }) else { return }
    let interrupt = interrupts.rawDescriptor
    do {
      try Scans.measure(plan, interruptedBy: interrupt) { results.rows.append($0) }
    } catch let failure as BenchFailure where failure != .interrupted {
      var result = RowResult(row)
      result.skipReason = "\(failure)"
      results.rows.append(result)
    }
  }
}

/// What to measure, and how long.
struct BenchPlan {
  var processes: Int
  /// Nil is until the spread has settled.
  var rounds: Int?
  var rows: [BenchRow]
  /// The longest that rounds go on; nanoseconds.
  var limit: UInt64
  /// How many processes there are when `/proc` is scanned, ascending; as far as the machine allows.
  var scanSizes: [Int]

  static let mostRounds = 15
}
