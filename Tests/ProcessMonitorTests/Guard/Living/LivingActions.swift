import ProcessEvents
import Synchronization
import Testing

@testable import ProcessMonitor

/// What a watch has handed over.
final class LivingActions: Sendable {
  private let list = Mutex<[LivingAction]>([])

  func add(_ actions: [LivingAction]) { list.withLock { $0 += actions } }

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
