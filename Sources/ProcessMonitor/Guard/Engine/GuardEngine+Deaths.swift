public import ProcessEvents
internal import ProcessTable

extension GuardEngine {
  /// Whether a death with this id is worth finding evidence about.
  public func mayConcern(_ process: ProcessID) -> Bool {
    !table.identities(withID: process).isEmpty
  }

  /// Takes in a death that the socket has told, in its order.
  public mutating func observe(
    _ death: ProcessDeath, _ evidence: DeathEvidence, at now: Moment
  ) {
    counters.observed &+= 1
    let last = now.tick(of: death.time)
    let candidates = table.identities(withID: death.process).filter { $0.startTicks <= last }
    // Who had the id before is over in any case.
    for former in candidates.dropFirst() {
      foundGone(former, evidence.status(of: former), isTainted: false, at: now.monotonic)
    }
    guard let process = candidates.first else { return }
    switch evidence.verdict(on: process, dyingIn: last) {
    case .died(let status):
      tell(death, of: process, status: status ?? death.status, now)
    case .diedBefore(let status):
      counters.reusedIDs &+= 1
      foundGone(process, status, isTainted: false, at: now.monotonic)
    case .lives: counters.reusedIDs &+= 1
    case .undecided: foundGone(process, nil, isTainted: true, at: now.monotonic)
    }
  }

  private mutating func tell(
    _ death: ProcessDeath, of process: ProcessIdentity, status: ExitStatus, _ now: Moment
  ) {
    suspects[process] = nil
    var death = death
    let dumped = death.status.coreDumped && death.status.signal == status.signal
    death.status = ExitStatus(rawValue: status.rawValue | (dumped ? 0x80 : 0))
    for registration in table.removeAll(of: process) {
      guard registration.terms.trigger.admits(death) else {
        forget(registration)
        continue
      }
      counters.seen &+= 1
      var guarded = GuardedDeath(
        registration, status: death.status, isInferred: false, time: now.wallTime(of: death.time))
      guarded.startTime = now.wallTime(ofTick: process.startTicks)
      actions.append(.record(guarded))
    }
  }

  mutating func forget(_ registration: Registration) {
    counters.uneventful &+= 1
    actions.append(.forget(registration))
  }
}

extension GuardedDeath {
  init(_ registration: Registration, status: ExitStatus?, isInferred: Bool, time: UInt64) {
    self.init(
      process: registration.process, guardName: registration.terms.guardName, status: status,
      isInferred: isInferred, time: time, plan: registration.terms.plan)
    token = registration.token
    owner = registration.owner
    name = registration.name?.description
  }
}

extension DeathEvidence {
  enum Verdict {
    /// The event is about this process; with its true status where that is known.
    case died(ExitStatus?)
    /// It had ended before, and the event is about a later bearer of its id.
    case diedBefore(ExitStatus?)
    /// It lives on, so the event is about an earlier one.
    case lives
    /// It is over, by this event or before it.
    case undecided
  }

  func status(of process: ProcessIdentity) -> ExitStatus? {
    if case .ended(let status)? = held[process.startTicks] { status } else { nil }
  }

  /// Whether an event of a process that ended in a clock tick is about the latest registered one that had begun
  /// by then.
  func verdict(on process: ProcessIdentity, dyingIn last: UInt64) -> Verdict {
    switch held[process.startTicks] {
    case .alive?: return .lives
    // The socket tells none that ended with 0.
    case .ended(let status?)?: return status.isAbnormal ? .died(status) : .diedBefore(status)
    case .ended(nil)?, nil: break
    }
    if holderStart == process.startTicks { return .died(nil) }
    // An id does not come back within a tick, so a holder from before the end is the one that ended.
    if let holderStart, holderStart > process.startTicks, holderStart <= last {
      return .diedBefore(nil)
    }
    return mayBeReused ? .undecided : .died(nil)
  }
}
