import ProcessMonitor
import Synchronization

/// What a detector has handed over; waits for it.
final class Told: Sendable {
  private let stream: AsyncStream<GuardAction>
  private let continuation: AsyncStream<GuardAction>.Continuation
  private let last = Mutex<UInt64>(0)

  init() { (stream, continuation) = AsyncStream.makeStream() }

  /// The number of the last batch.
  var lastBatch: UInt64 { last.withLock { $0 } }

  func add(_ batch: GuardBatch) {
    last.withLock { $0 = batch.number }
    for action in batch.actions { continuation.yield(action) }
  }

  func next(_ count: Int) async -> [GuardAction] {
    var actions: [GuardAction] = []
    for await action in stream {
      actions.append(action)
      if actions.count == count { break }
    }
    return actions
  }
}
