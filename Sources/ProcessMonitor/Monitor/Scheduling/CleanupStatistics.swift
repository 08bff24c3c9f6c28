internal import Synchronization

/// What the clean-ups have come to so far.
final class CleanupStatistics: Sendable {
  private let counters = Mutex(AttemptCounters())

  var value: AttemptCounters { counters.withLock { $0 } }

  /// - Parameter delay: nanoseconds since the death; nil where that says nothing.
  func begun(after delay: UInt64?) {
    counters.withLock { counters in
      counters.begun += 1
      if let delay { counters.startDelay.record(delay) }
    }
  }

  func ended(_ state: CleanupState, folded: Int) {
    counters.withLock { counters in
      switch state {
      case .resourcesFreed:
        counters.succeeded += 1
        counters.folded += UInt64(folded)
      case .gaveUp:
        counters.failed += 1
        counters.gaveUp += 1
      default: counters.failed += 1
      }
    }
  }
}
