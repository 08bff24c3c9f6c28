import KernelInterface
import ProcessEvents
import Synchronization
import Testing

@testable import ProcessMonitor

/// What a watch has handed over.
final class LivingActions: Sendable {
  private let list = Mutex<[LivingAction]>([])

  private let isHeld = Atomic(false)
  private let isWaiting = Atomic(false)

  func add(_ actions: [LivingAction]) {
    list.withLock { $0 += actions }
    for _ in 0..<30_000 where isHeld.load(ordering: .acquiring) {
      isWaiting.store(true, ordering: .releasing)
      ProcessActions.sleep(milliseconds: 1)
    }
  }

  /// Lets whoever hands over wait, from the next time on.
  func hold() { isHeld.store(true, ordering: .releasing) }
  func letGo() { isHeld.store(false, ordering: .releasing) }
  /// Whether somebody waits.
  var holdsSomebody: Bool { isWaiting.load(ordering: .acquiring) }

  var all: [LivingAction] { list.withLock { $0 } }

  var deaths: [GuardedDeath] { all.deaths }
  var registrations: [Registration] { all.registrations }
  var undecided: [ProcessDeath] {
    all.compactMap { if case .undecided(let death, _) = $0 { death } else { nil } }
  }

  /// Waits for something to come, half a minute at most.
  func wait(
    for what: Comment, sourceLocation: SourceLocation = #_sourceLocation,
    until isThere: (LivingActions) async throws -> Bool
  ) async throws {
    for _ in 0..<3000 {
      if try await isThere(self) { return }
      try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("\(what): \(all)", sourceLocation: sourceLocation)
  }
}

extension [LivingAction] {
  var deaths: [GuardedDeath] {
    compactMap { if case .record(let death) = $0 { death } else { nil } }
  }

  var registrations: [Registration] {
    compactMap { if case .register(let registration) = $0 { registration } else { nil } }
  }
}
