internal import KernelInterface
internal import Logging
internal import ProcessConnector
internal import ProcessEvents
internal import ProcessTable
internal import Synchronization

/// Does what the watch over living processes asks for, in order.
///
/// Such registrations are of the rules' own: none takes the place of one that a process's owner has made.
final class LivingDesk: Sendable {
  private struct State: Sendable {
    var actions: [LivingAction] = []
    /// Deaths of which nobody can say whether a rule is about them, since the last time that it was said.
    var undecided = 0
    var lastUndecided: (death: ProcessDeath, guardName: String)?
  }

  private let intake: DeathIntake
  private let logger: Logger
  private let alarm = Alarm()
  private let state = Mutex(State())

  init(_ intake: DeathIntake, logger: Logger) {
    self.intake = intake
    self.logger = logger
  }

  /// Takes what is to be done; does not wait.
  func take(_ actions: [LivingAction]) {
    var deaths: [GuardedDeath] = []
    state.withLock { state in
      for action in actions {
        switch action {
        case .record(let death): deaths.append(death)
        case .undecided(let death, let guardName):
          state.undecided += 1
          state.lastUndecided = (death, guardName)
        case .register, .withdraw: state.actions.append(action)
        }
      }
    }
    if !deaths.isEmpty { intake.take(deaths) }
    alarm.signal()
  }

  /// Nanoseconds between two lines about what could not be decided.
  private static let reportInterval: UInt64 = 10_000_000_000

  /// Works until cancelled; ``finish(_:_:_:)`` does what is left then.
  func run(_ detector: Detector, _ holder: JournalHolder, _ ledger: RegistrationLedger) async {
    var nextReport: UInt64 = 0
    while !Task.isCancelled {
      await finish(detector, holder, ledger)
      let now = Clocks.monotonic
      if now >= nextReport, reportUndecided() { nextReport = now &+ Self.reportInterval }
      let isReportDue = state.withLock { $0.undecided > 0 }
      await alarm.wait(atMost: isReportDue ? nextReport - min(nextReport, now) : nil)
    }
    _ = reportUndecided()
  }

  /// Does what has come so far.
  func finish(_ detector: Detector, _ holder: JournalHolder, _ ledger: RegistrationLedger) async {
    let actions = state.withLock { state in
      defer { state.actions = [] }
      return state.actions
    }
    await carryOut(actions, detector, holder, ledger)
  }

  private func carryOut(
    _ actions: [LivingAction], _ detector: Detector, _ holder: JournalHolder,
    _ ledger: RegistrationLedger
  ) async {
    var added: [RegistrationKey: JournaledRegistration] = [:]
    var withdrawn: Set<RegistrationKey> = []
    for action in actions {
      switch action {
      case .register(let registration):
        let entry = JournaledRegistration(registration, time: Clocks.realtime)
        ledger.beginWriting(entry.key)
        guard let outcome = await detector.registerFound(registration),
          outcome == .added || outcome == .replaced
        else {
          _ = ledger.endWriting(entry.key)
          continue
        }
        if outcome == .added { ledger.add(registration) }
        added[entry.key] = entry
        withdrawn.remove(entry.key)
      case .withdraw(let process, let guardName):
        let key = RegistrationKey(process: process, guardName: guardName)
        guard await detector.withdrawFound(key) != nil else { continue }
        ledger.remove(nil)
        if added.removeValue(forKey: key) != nil { _ = ledger.endWriting(key) }
        withdrawn.insert(key)
      default: break
      }
    }
    guard !added.isEmpty || !withdrawn.isEmpty else { return }
    do throws(JournalError) {
      let journal = try holder.get()
      try await journal.withdraw(Array(withdrawn))
      try await journal.add(Array(added.values))
      let ended = added.keys.filter { ledger.endWriting($0) }
      try await journal.withdraw(ended)
    } catch {
      // The next start's scan finds them again.
      for key in added.keys { _ = ledger.endWriting(key) }
      holder.failed(error)
    }
  }

  /// - Returns: whether there was anything to say.
  private func reportUndecided() -> Bool {
    let (count, last) = state.withLock { state in
      defer { state.undecided = 0 }
      return (state.undecided, state.lastUndecided)
    }
    guard count > 0, let last else { return false }
    logger.warning(
      "\(count) abnormal death\(count == 1 ? "" : "s") may have been a guard's, but too little is known to clean up; the last was process \(last.death.process), perhaps of guard \"\(last.guardName)\""
    )
    return true
  }
}
