internal import ProcessConnector
internal import ProcessEvents
internal import ProcessTable

/// Decides which processes the rules are about, and which of their deaths to tell. It performs nothing.
///
/// A death is judged by what was known of the process when it died, so one that lives for a millisecond needs no
/// registration. Those that go on living get one: their deaths are then found also where events are lost, or the
/// daemon is restarted.
///
/// What is not known for certain decides nothing.
struct LivingEngine: Sendable {
  var rules: LivingRules
  var counters = LivingCounters()
  let boot: BootID
  /// The daemon, whose descendants no rule is about: a clean-up must not lead to others.
  private let daemon: (process: ProcessID, start: KernelInstant)
  /// Those that are registered, by the watch or by their owners.
  var guarded = GuardedProcesses()
  var actions: [LivingAction] = []

  /// - Parameter identity: the tick in which the process began that has an id now, a zombie's as well.
  typealias Identify = (ProcessID) -> UInt64?

  init(_ rules: LivingRules, boot: BootID, daemon: (process: ProcessID, start: KernelInstant)) {
    self.rules = rules
    self.boot = boot
    self.daemon = daemon
  }

  /// What is to be done, in order; each is told once.
  mutating func takeActions() -> [LivingAction] {
    defer { actions.removeAll(keepingCapacity: true) }
    return actions
  }

  mutating func observe(_ loss: Loss) { counters.lost &+= loss.count }

  /// Takes in what another one has counted.
  mutating func add(_ other: LivingCounters) {
    counters.matched &+= other.matched
    counters.told &+= other.told
    counters.undecided &+= other.undecided
    counters.own &+= other.own
  }

  /// Takes in an end, with what is known at this moment.
  mutating func observe(
    _ death: ProcessDeath, _ table: borrowing ProcessTable, at now: Moment, _ identify: Identify
  ) {
    guard death.status.isAbnormal else { return }
    let event = ProcessEvent(death)
    var known: (start: UInt64?, isOwn: Bool)?
    for rule in rules.rules {
      let truth = rule.match.evaluate(event, fields: table)
      guard truth != .false else { continue }
      let facts =
        known
        ?? (
          startTick(of: death, table, now, identify), isOwn(death.process, table, at: death.time)
        )
      if known == nil {
        known = facts
        if facts.isOwn { counters.own &+= 1 }
      }
      if facts.isOwn { break }
      tell(death, rule, truth, facts.start, table, now)
    }
    guarded.remove(death.process, diedIn: now.tick(of: death.time))
  }

  private mutating func tell(
    _ death: ProcessDeath, _ rule: LivingRules.Rule, _ truth: Filter.Truth, _ start: UInt64?,
    _ table: borrowing ProcessTable, _ now: Moment
  ) {
    let holder = start.flatMap { guarded.registrant(of: death.process, start: $0, rule.name) }
    guard truth == .true, let start else {
      // Who is registered is told by the detector.
      guard holder == nil, rule.terms.trigger.admits(death) else { return }
      counters.undecided &+= 1
      actions.append(.undecided(death, guardName: rule.name))
      return
    }
    counters.matched &+= 1
    guard rule.terms.trigger.admits(death), holder != .owner else { return }
    counters.told &+= 1
    let process = ProcessIdentity(boot: boot, process: death.process, startTicks: start)
    var record = GuardedDeath(
      process: process, guardName: rule.name, status: death.status, isInferred: false,
      time: now.wallTime(of: death.time), plan: rule.terms.plan)
    record.startTime = now.wallTime(ofTick: start)
    record.name =
      table.description(of: death.process, at: death.time).name.knownValue?.description
    actions.append(.record(record))
  }

  private func isOwn(
    _ process: ProcessID, _ table: borrowing ProcessTable, at instant: KernelInstant
  ) -> Bool {
    process == daemon.process
      || table.descends(process, from: daemon.process, begun: daemon.start, at: instant)
  }

  /// The tick in which a dead process began, as `/proc` told it while there was the process.
  ///
  /// The event of a fork comes some microseconds after the moment that the kernel keeps. So where nobody can be
  /// asked any more, the tick is wrong once in thousands of times; nobody else then knows the process by the right
  /// one.
  private func startTick(
    of death: ProcessDeath, _ table: borrowing ProcessTable, _ now: Moment, _ identify: Identify
  ) -> UInt64? {
    let description = table.description(of: death.process, at: death.time)
    let last = now.tick(of: death.time)
    guard let start = description.start.knownValue else {
      guard let holder = identify(death.process), holder < last else { return nil }
      return holder
    }
    let tick = now.tick(of: start)
    if let registered = guarded[death.process], registered.isNear(tick) {
      return registered
    }
    if let holder = identify(death.process), holder.isNear(tick) { return holder }
    return tick
  }
}

// Those that live.
extension LivingEngine {
  /// Takes in what is known of a living process now.
  ///
  /// - Returns: whether a rule could not be decided.
  mutating func look(
    at process: ProcessID, _ table: borrowing ProcessTable, at now: Moment, _ identify: Identify
  ) -> Bool {
    let event = ProcessEvent(
      time: now.monotonic, cpu: 0, sequence: 0, payload: .exec(TaskID(leaderOf: process)))
    let known = guarded[process]
    var isUndecided = false
    var identity: ProcessIdentity?
    for rule in rules.rules {
      let truth = rule.match.evaluate(event, fields: table)
      if truth == .false, known == nil { continue }
      if truth == .undecided { isUndecided = true }
      if identity == nil {
        guard let found = self.identity(of: process, table, now, identify) else { return false }
        identity = found
      }
      guard let identity else { continue }
      decide(rule, truth, identity, table, now)
    }
    return isUndecided
  }

  private mutating func decide(
    _ rule: LivingRules.Rule, _ truth: Filter.Truth, _ process: ProcessIdentity,
    _ table: borrowing ProcessTable, _ now: Moment
  ) {
    let holder = guarded.registrant(of: process.process, start: process.startTicks, rule.name)
    switch (truth, holder) {
    case (_, .owner?), (.false, nil), (.undecided, nil), (.undecided, .rule?), (.true, .rule?):
      return
    case (.false, .rule?), (.false, .formerRule?):
      guarded.remove(process, rule.name)
      counters.withdrawn &+= 1
      actions.append(.withdraw(process, guardName: rule.name))
    case (.true, nil) where isOwn(process.process, table, at: now.monotonic): return
    // What matched before, and may still, must at least have the terms that are in force.
    case (.true, _), (.undecided, .formerRule?):
      guarded.insert(process, rule.name, .rule)
      counters.registered &+= 1
      let name = table.description(of: process.process, at: now.monotonic).name.knownValue
      actions.append(.register(Registration(process: process, terms: rule.terms, name: name)))
    }
  }

  /// Who the living process is; nil where it has ended meanwhile.
  private func identity(
    of process: ProcessID, _ table: borrowing ProcessTable, _ now: Moment, _ identify: Identify
  ) -> ProcessIdentity? {
    guard let tick = identify(process) else { return nil }
    let description = table.description(of: process, at: now.monotonic)
    // Another one may have the id by now.
    if let start = description.start.value, !tick.isNear(now.tick(of: start)) { return nil }
    return ProcessIdentity(boot: boot, process: process, startTicks: tick)
  }
}

extension UInt64 {
  /// Whether a clock tick is the other or next to it. No id comes back as soon as that.
  func isNear(_ other: UInt64) -> Bool { self &+ 1 >= other && self <= other &+ 1 }
}
