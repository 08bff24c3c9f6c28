internal import Synchronization

/// Wakes the one task that waits for it: when somebody signals, or at a time.
///
/// A signal that comes while nobody waits is kept, once.
final class Alarm: Sendable {
  private struct State {
    var isSet = false
    var waiter: CheckedContinuation<Void, Never>?
  }

  private let state = Mutex(State())

  func signal() {
    let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
      guard let waiter = state.waiter.take() else {
        state.isSet = true
        return nil
      }
      return waiter
    }
    waiter?.resume()
  }

  /// Returns after a signal, after so many nanoseconds, or when the task is cancelled.
  func wait(atMost nanoseconds: UInt64? = nil) async {
    let timer = nanoseconds.map { limit in
      Task.detached { [self] in
        if (try? await Task.sleep(for: .nanoseconds(Int64(clamping: limit)))) != nil { signal() }
      }
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isSet = state.withLock { state in
          defer { state.isSet = false }
          if !state.isSet { state.waiter = continuation }
          return state.isSet
        }
        if isSet { continuation.resume() }
      }
    } onCancel: {
      signal()
    }
    timer?.cancel()
  }
}
