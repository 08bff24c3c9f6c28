internal import KernelInterface
internal import ProcessConnector
internal import ProcessEvents
internal import ProcessTable

// What is asked of it.
extension LivingLoop {
  /// Goes by other rules. The old ones judge whatever has happened until then.
  ///
  /// - Throws: where that takes another reader and there is none to be had; the old rules are in force then.
  mutating func replace(_ rules: LivingRules) throws(ConnectorError) {
    if rules.areNeeded, !hasReader || rules.details != details {
      // The new one sees all that the old one does not any more.
      let new = try Self.read(rules, settings, interrupt)
      let takenOver = KernelInstant.now
      try finish()
      engine.counters = counters
      reader = new
      details = rules.details
      responsibleSince = takenOver
      unclear = []
    } else {
      try readAll()
      if !rules.areNeeded {
        engine.counters = counters
        reader = nil
      }
    }
    engine.replace(rules)
    reader?.markAllChanged()
    sweep()
    deliver()
  }

  /// Takes in all that has happened.
  mutating func finish() throws(ConnectorError) {
    var hasLost = false
    try reader?.followToEnd { element, table in
      Self.judge(element.element, table, &engine, &hasLost, since: responsibleSince)
    }
    if hasLost { registerAll() }
    deliver()
  }

  /// How long all that is young may be looked at before an end, in nanoseconds.
  private static let farewell: UInt64 = 1_000_000_000

  /// Registers all that live and match, however young they are, and so what comes from now on.
  mutating func registerLiving() throws(ConnectorError) {
    guard hasReader else { return }
    let deadline = Clocks.monotonic &+ Self.farewell
    try readAll()
    registerAll()
    repeat { sweep() } while !unclear.isEmpty && Clocks.monotonic < deadline
    deliver()
  }

  mutating func leave(_ registrations: [Registration]) {
    for registration in registrations {
      engine.leave(registration.process, guardName: registration.terms.guardName)
    }
  }

  mutating func takeBack(_ process: ProcessIdentity, guardName: String) {
    engine.takeBack(process, guardName: guardName)
    unclear.insert(process.process)
  }

  /// Judges a death from before the watch, of a process that nobody had registered.
  mutating func judgeLate(_ death: ProcessDeath) {
    guard
      let table = LateDeath.table(
        about: death, details: details, userNames: table.userNames)
    else {
      engine.observe(death, ProcessTable(), at: .now, { _ in nil })
      return deliver()
    }
    engine.observe(death, table, at: .now, Self.startTick)
    deliver()
  }

  /// Who descends from a process and lives, as far as it has been seen.
  mutating func descendants(of process: ProcessIdentity) throws(ConnectorError) -> [ProcessIdentity]
  {
    guard process.boot == boot else { return [] }
    try readAll()
    deliver()
    let now = Moment.now
    return table.descendants(of: process.process, begun: now.range(aroundTick: process.startTicks))
      .compactMap { descendant in
        guard let tick = Self.startTick(of: descendant.process),
          tick.isNear(now.tick(of: descendant.start))
        else { return nil }
        return ProcessIdentity(boot: boot, process: descendant.process, startTicks: tick)
      }
  }
}
