@testable import ProcessMonitor

/// What the journal ought to say about clean-ups, in as few words as can be.
struct CleanupModel {
  struct Cleanup: Equatable {
    var state = CleanupState.pending
    var attempts: [JournaledAttempt] = []
    var failures = 0
    /// From when on the next attempt may begin, and since when it waits for that.
    var pause: (since: UInt64, until: UInt64)?

    static func == (left: Cleanup, right: Cleanup) -> Bool {
      left.state == right.state && left.attempts == right.attempts
        && left.failures == right.failures && left.pause?.until == right.pause?.until
    }
  }

  private(set) var cleanups: [DeathID: Cleanup] = [:]

  mutating func record(_ ids: [DeathID]) -> [DeathID] {
    var new: [DeathID] = []
    for id in ids where cleanups[id] == nil {
      cleanups[id] = Cleanup()
      new.append(id)
    }
    return new
  }

  func runnable(at time: UInt64) -> Set<DeathID> {
    Set(
      cleanups.filter { _, cleanup in
        switch cleanup.state {
        case .pending: true
        case .partialCleanup:
          cleanup.pause.map { $0.until <= time || time < $0.since } ?? true
        default: false
        }
      }.keys)
  }

  mutating func begin(_ id: DeathID, at time: UInt64) throws(JournalError) -> Int {
    guard var cleanup = cleanups[id] else { throw .unknownDeath(id) }
    guard [.pending, .partialCleanup].contains(cleanup.state) else {
      throw .state(id, cleanup.state)
    }
    let number = cleanup.attempts.count + 1
    cleanup.state = .inProgress
    cleanup.pause = nil
    cleanup.attempts.append(
      JournaledAttempt(
        number: number, beginTime: time, endTime: nil, outcome: nil, wasInterrupted: false))
    cleanups[id] = cleanup
    return number
  }

  mutating func finish(
    _ id: DeathID, attempt: Int, _ outcome: CleanupOutcome, allowed: Int, at time: UInt64,
    retryAt retryTime: UInt64?
  ) throws(JournalError) -> CleanupState {
    guard var cleanup = cleanups[id] else { throw .unknownDeath(id) }
    guard cleanup.attempts.last?.number == attempt, cleanup.state == .inProgress else {
      if let last = cleanup.attempts.last, last.number == attempt, last.outcome == outcome {
        return cleanup.state
      }
      throw .attempt(id, number: attempt)
    }
    cleanup.attempts[attempt - 1].endTime = time
    cleanup.attempts[attempt - 1].outcome = outcome
    if outcome.succeeded {
      cleanup.state = .resourcesFreed
    } else {
      cleanup.failures += 1
      if let retryTime, cleanup.failures < allowed {
        cleanup.state = .partialCleanup
        cleanup.pause = (time, retryTime)
      } else {
        cleanup.state = .gaveUp
      }
    }
    cleanups[id] = cleanup
    return cleanup.state
  }

  mutating func retry(_ id: DeathID) throws(JournalError) {
    guard var cleanup = cleanups[id] else { throw .unknownDeath(id) }
    guard [.gaveUp, .partialCleanup].contains(cleanup.state) else {
      throw .state(id, cleanup.state)
    }
    cleanup.state = .partialCleanup
    cleanup.failures = 0
    cleanup.pause = nil
    cleanups[id] = cleanup
  }

  /// - Returns: how many attempts were in progress.
  mutating func reopen() -> Int {
    var count = 0
    for (id, cleanup) in cleanups where cleanup.state == .inProgress {
      cleanups[id]?.state = .partialCleanup
      cleanups[id]?.attempts[cleanup.attempts.count - 1].wasInterrupted = true
      count += 1
    }
    return count
  }
}
