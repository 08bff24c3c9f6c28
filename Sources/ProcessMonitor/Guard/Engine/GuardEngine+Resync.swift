public import ProcessConnector
public import ProcessEvents
public import ProcessTable

extension GuardEngine {
  /// Takes in that events were lost, in their order among the deaths.
  public mutating func observe(_ loss: Loss) {
    epoch &+= 1
    counters.losses &+= 1
    let since = loss.since.nanoseconds
    suspects.taint(
      foundGoneSince: KernelInstant(nanoseconds: since - min(since, Self.lateness)))
    beginResync()
  }

  /// Begins a comparison with what lives: every minute, and by itself after a loss or a restart.
  public mutating func beginResync() {
    if pass != nil {
      pass?.repeats = true
      return
    }
    counters.resyncs &+= 1
    pass = Pass(epoch: epoch)
    actions.append(.resync)
  }

  /// Whether a comparison is going on.
  public var isComparing: Bool { pass != nil }

  /// The next registered processes to look at; none once the comparison has been completed.
  ///
  /// In slices, so that the socket can be read in between. The answers come by ``resolve(_:as:at:)``, before the
  /// next slice is taken.
  public mutating func takeLooks(_ limit: Int) -> [ProcessIdentity] {
    var looks: [ProcessIdentity] = []
    while let position = pass?.position, looks.count < limit {
      guard position < table.capacity else {
        if looks.isEmpty { endPass() }
        break
      }
      pass?.position += 1
      guard let process = table.identity(at: position), suspects[process]?.status == nil else {
        continue
      }
      looks.append(process)
    }
    return looks
  }

  private mutating func endPass() {
    guard let pass else { return }
    self.pass = nil
    if pass.epoch == epoch { settledEpoch = epoch }
    if pass.repeats { beginResync() }
  }

  /// Takes in what a look at a registered process found.
  ///
  /// - Parameter instant: a moment after the look.
  public mutating func resolve(
    _ process: ProcessIdentity, as sight: Sight, at instant: KernelInstant
  ) {
    guard let mark = table.mark(of: process) else { return }
    switch sight {
    case .alive: if suspects[process] == nil { table.setMark(epoch, of: process) }
    case .gone(let status): foundGone(process, status, isTainted: mark != epoch, at: instant)
    // It keeps its mark, and the comparison does not count as complete.
    case .unclear: pass?.epoch = epoch &- 1
    }
  }

  mutating func foundGone(
    _ process: ProcessIdentity, _ status: ExitStatus?, isTainted: Bool, at instant: KernelInstant
  ) {
    guard let mark = table.mark(of: process) else { return }
    let isTainted = isTainted || mark != epoch
    if let suspect = suspects[process] {
      suspects[process]?.status = suspect.status ?? status
      suspects[process]?.isTainted = suspect.isTainted || isTainted
    } else {
      suspects[process] = Suspect(foundGone: instant, status: status, isTainted: isTainted)
      oldestSuspects.append((process, instant))
    }
  }

  /// Takes in that all that had come to the socket by `instant` has been observed, deaths and losses; judges
  /// those that were found gone long enough before.
  public mutating func advance(observedUntil instant: KernelInstant, now: Moment) {
    while let (process, foundGone) = oldestSuspects.first,
      foundGone.advanced(byNanoseconds: Self.lateness) <= instant
    {
      oldestSuspects.removeFirst()
      // Its event may have come since, or it was withdrawn.
      guard let suspect = suspects.remove(process) else { continue }
      let status = suspect.status ?? (suspect.isTainted ? nil : .exited(code: 0))
      for registration in table.removeAll(of: process) {
        settle(registration, status: status, foundGone: foundGone, isOtherBoot: false, now)
      }
    }
  }

  /// When ``advance(observedUntil:now:)`` will next have something to judge; nil where nothing waits.
  public var nextJudgement: KernelInstant? {
    oldestSuspects.first?.foundGone.advanced(byNanoseconds: Self.lateness)
  }

  /// Tells the end of a process that was found missing.
  mutating func settle(
    _ registration: Registration, status: ExitStatus?, foundGone: KernelInstant, isOtherBoot: Bool,
    _ now: Moment
  ) {
    let process = registration.process
    if let status {
      let death = ProcessDeath(
        process: process.process, parent: ProcessID(0), status: status, time: foundGone, cpu: 0)
      guard registration.terms.trigger.admits(death) else {
        forget(registration)
        return
      }
    } else {
      counters.unknown &+= 1
    }
    counters.inferred &+= 1
    var guarded = GuardedDeath(
      registration, status: status, isInferred: true, time: now.wallTime(of: foundGone))
    if !isOtherBoot { guarded.startTime = now.wallTime(ofTick: process.startTicks) }
    let isToldOnly = status == nil && registration.terms.onUnknown == .report
    actions.append(isToldOnly ? .report(guarded) : .record(guarded))
  }
}
