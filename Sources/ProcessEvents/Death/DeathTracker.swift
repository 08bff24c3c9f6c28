/// Makes one death per process from the exits of threads.
///
/// The kernel tells the end of each thread, in an order that says little: the first thread need not
/// be the last to end, and a thread may end with a status of its own while its process lives on.
/// Where the tracker has seen a process begin and misses no event, it counts the threads. Where it
/// has not, it asks: ``takeChecks()`` names the processes to look at, and ``resolve(_:as:)`` takes the
/// answer. The tracker itself performs no effect.
///
/// One round of its use: ``observe(_:)`` for each event of a batch; ``settle(before:now:_:)``; then the checks.
public struct DeathTracker: Sendable {
  /// The living threads of each process that was seen to begin.
  private var threadCounts = ThreadCounts()
  /// Processes some of whose threads have ended, and for a moment those that are dead.
  private var endings: [ProcessID: ThreadGroupEnding] = [:]
  private var unasked: [ProcessID] = []
  private var unsettled: [ProcessID] = []
  private var reported: [ProcessID] = []
  private var mask: EventMask

  /// - Parameter mask: the kinds of events that will be observed.
  public init(observing mask: EventMask) { self.mask = mask }

  /// How many processes the tracker holds anything about.
  public var count: Int { threadCounts.count + endings.count }

  /// Whether the next settlement, or an answer to what has not been asked yet, can tell another death.
  package var isUndecided: Bool { !unasked.isEmpty || !unsettled.isEmpty }

  /// Takes in one event, in the order of delivery.
  ///
  /// - Returns: the death that the event completes, if it is certain by itself.
  public mutating func observe(_ event: ProcessEvent) -> ProcessDeath? {
    switch event.payload {
    case .fork(let fork): observe(fork, at: event.time)
    case .exit(let exit): observe(exit, of: event)
    default: nil
    }
  }

  /// The processes to look at now: is any thread of theirs alive?
  ///
  /// One that was seen alive may be asked about again, since only a later look tells that it outlived
  /// yet another thread.
  public mutating func takeChecks() -> [LivenessCheck] {
    guard !unasked.isEmpty else { return [] }
    var checks: [LivenessCheck] = []
    for process in unasked {
      guard let ending = endings[process], ending.awaitsAnswer else { continue }
      checks.append(
        LivenessCheck(
          process: process, lastExit: ending.death.time, isMultithreaded: ending.isMultithreaded))
    }
    unasked.removeAll(keepingCapacity: true)
    return checks
  }

  /// Takes the answer to a check, or the later news that a process seen alive is gone.
  ///
  /// A death that follows is told by ``settle(before:now:_:)``.
  public mutating func resolve(_ process: ProcessID, as liveness: Liveness) {
    guard var ending = endings[process], ending.awaitsAnswer else { return }
    switch liveness {
    case .alive(let instant):
      if !seesEveryExit, instant < ending.death.time {
        unasked.append(process)
      } else {
        ending.seenAlive = instant
      }
    case .gone(let instant, let status):
      ending.gone = instant
      ending.knownStatus = status
      unsettled.append(process)
    case .unknown(let instant):
      guard ending.leaderEnded else {
        endings[process] = nil
        return
      }
      ending.gone = instant
      unsettled.append(process)
    }
    endings[process] = ending
  }

  /// Stops to wait for a process that was seen alive; the exit of a thread since then asks anew.
  public mutating func forget(_ process: ProcessID) {
    guard let ending = endings[process], ending.awaitsAnswer, let seenAlive = ending.seenAlive
    else { return }
    if ending.death.time <= seenAlive {
      endings[process] = nil
    } else {
      ask(about: process)
    }
  }

  /// Tells the deaths of the processes that were found gone.
  ///
  /// - Parameters:
  ///   - instant: every event before it has been observed; nil when no event waits at all. What other
  ///     threads of a process said before it was found gone is so taken in first.
  ///   - now: the present; ``nextSettlement`` says when it will be worth while to come again.
  ///   - tell: gets each death.
  public mutating func settle(
    before instant: KernelInstant?, now: KernelInstant, _ tell: (ProcessDeath) -> Void
  ) {
    if !reported.isEmpty { expireEchoes(at: instant ?? now) }
    guard !unsettled.isEmpty else { return }
    var kept = 0
    for process in unsettled {
      guard let ending = endings[process], let gone = ending.gone, !ending.isReported else {
        continue
      }
      let isDue = ending.settlement.map { $0 <= now } ?? false
      if !isDue || instant.map({ gone >= $0 }) ?? false {
        unsettled[kept] = process
        kept += 1
        continue
      }
      endings[process]?.isReported = true
      reported.append(process)
      if let death = verdict(on: ending, goneAt: gone) { tell(death) }
    }
    unsettled.removeLast(unsettled.count - kept)
  }

  /// When the next death of a process found gone may be told; nil where there is none.
  public var nextSettlement: KernelInstant? {
    guard !unsettled.isEmpty else { return nil }
    return unsettled.lazy.compactMap { endings[$0]?.settlement }.min()
  }

  /// Events were lost: counts can no longer be trusted, so everything is asked from here on.
  public mutating func eventsWereLost() {
    threadCounts.removeAll()
    for (process, ending) in endings where !ending.isWatched && !ending.isReported {
      ask(about: process)
    }
  }

  /// From now on other kinds of events are observed.
  public mutating func observe(kinds mask: EventMask) {
    guard mask != self.mask else { return }
    self.mask = mask
    eventsWereLost()
  }
}

extension DeathTracker {
  /// Whether each thread's beginning and end is among the events.
  private var countsThreads: Bool { mask.contains([.fork, .exit]) }

  private var seesEveryExit: Bool { mask.contains(.exit) }

  private mutating func observe(_ fork: Fork, at instant: KernelInstant) -> ProcessDeath? {
    let process = fork.child.process
    guard fork.isProcess else {
      threadCounts.addThread(to: process)
      return nil
    }
    if countsThreads { threadCounts.begin(process) }
    // The id is in use again, so its former bearer is gone.
    guard !endings.isEmpty, let former = endings.removeValue(forKey: process) else { return nil }
    return former.isReported ? nil : verdict(on: former, goneAt: instant)
  }

  private mutating func observe(_ exit: ThreadExit, of event: ProcessEvent) -> ProcessDeath? {
    let process = exit.task.process
    if countsThreads, let left = threadCounts.endThread(of: process) {
      guard left <= 0 else {
        record(exit, of: event)
        return nil
      }
      guard !endings.isEmpty, var ending = endings.removeValue(forKey: process) else {
        return ProcessDeath(exit, of: event)
      }
      ending.record(exit, of: event)
      return ending.death
    }
    if let ending = endings[process], ending.isReported, let gone = ending.gone {
      if isEcho(exit, of: event, after: ending, gone: gone) {
        return correction(of: ending, goneAt: gone, by: exit, of: event)
      }
      endings[process] = nil
    }
    record(exit, of: event)
    if endings[process]?.needsQuestion(repeatedly: !seesEveryExit) == true {
      ask(about: process)
    }
    return nil
  }

  private mutating func ask(about process: ProcessID) {
    endings[process]?.isWatched = true
    endings[process]?.seenAlive = nil
    unasked.append(process)
  }

  private mutating func record(_ exit: ThreadExit, of event: ProcessEvent) {
    let process = exit.task.process
    if endings[process]?.record(exit, of: event) == nil {
      endings[process] = ThreadGroupEnding(exit, of: event)
    }
  }

  /// Whether an exit belongs to a process whose death was told, and not to the next with its id.
  ///
  /// A thread's message may be late by the little that lies in the kernel between a thread's end and
  /// its message; an id comes back only after all others have been used.
  private func isEcho(
    _ exit: ThreadExit, of event: ProcessEvent, after ending: ThreadGroupEnding, gone: KernelInstant
  ) -> Bool {
    if exit.task.isLeader && ending.leaderEnded { return false }
    return event.time <= gone.advanced(byNanoseconds: DeathTracker.echoNanoseconds)
  }

  /// The death of a process that seemed to have ended well, until its last thread's late message.
  private mutating func correction(
    of ending: ThreadGroupEnding, goneAt gone: KernelInstant, by exit: ThreadExit,
    of event: ProcessEvent
  ) -> ProcessDeath? {
    guard exit.status.isAbnormal, ending.knownStatus == nil,
      verdict(on: ending, goneAt: gone) == nil
    else { return nil }
    record(exit, of: event)
    return endings[exit.task.process]?.death
  }

  /// How much later than a process's end a thread's message may come on a busy machine: more than 10 ms were
  /// seen. A process that gets the id back meanwhile looks the same, so it is no longer than that needs.
  private static let echoNanoseconds: UInt64 = 50_000_000

  /// How many dead processes are remembered for their echoes.
  private static let echoCapacity = 4096

  private mutating func expireEchoes(at instant: KernelInstant) {
    guard let oldest = reported.first, reported.count > DeathTracker.echoCapacity || isOver(oldest)
    else { return }
    func isOver(_ process: ProcessID) -> Bool {
      guard let ending = endings[process], ending.isReported, let gone = ending.gone else {
        return true
      }
      return gone.advanced(byNanoseconds: DeathTracker.echoNanoseconds) < instant
    }
    let excess = max(0, reported.count - DeathTracker.echoCapacity)
    let expired = reported.dropFirst(excess).firstIndex { !isOver($0) } ?? reported.endIndex
    for process in reported[..<expired] where endings[process]?.isReported == true {
      endings[process] = nil
    }
    reported.removeFirst(expired)
  }

  /// The death of a process that is gone; nil where it was a normal one that nobody asked for.
  private func verdict(on ending: ThreadGroupEnding, goneAt gone: KernelInstant) -> ProcessDeath? {
    var death = ending.death
    if let status = ending.knownStatus {
      let dumped = death.status.coreDumped && death.status.signal == status.signal
      death.status = ExitStatus(rawValue: status.rawValue | (dumped ? 0x80 : 0))
    } else if !seesEveryExit, ending.outlivedItsLastExit(until: gone) {
      death.status = ExitStatus(rawValue: 0)
    }
    return seesEveryExit || death.status.isAbnormal ? death : nil
  }
}
