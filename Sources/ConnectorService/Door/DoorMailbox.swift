internal import KernelInterface
internal import Synchronization

/// What the thread of a door is asked by others.
final class DoorMailbox: Sendable {
  typealias Request = @Sendable (DoorLoop?) -> Void

  private struct State {
    var isStopped = false
    var hasEnded = false
    var requests: [Request] = []
  }

  private let state = Mutex(State())
  private let wake: EventDescriptor

  init() throws(SystemCallError) { wake = try EventDescriptor() }

  var rawDescriptor: Int32 { wake.rawDescriptor }

  /// Has something done on the thread; at once, without a loop, where that has ended.
  func request(_ request: @escaping Request) {
    let hasEnded = state.withLock { state in
      if !state.hasEnded { state.requests.append(request) }
      return state.hasEnded
    }
    if hasEnded { request(nil) } else { wake.signal() }
  }

  func stop() {
    state.withLock { $0.isStopped = true }
    wake.signal()
  }

  // MARK: Of the thread

  func take() -> (requests: [Request], isStopped: Bool) {
    wake.clear()
    return state.withLock { state in
      defer { state.requests = [] }
      return (state.requests, state.isStopped)
    }
  }

  func end() {
    let rest = state.withLock { state in
      state.hasEnded = true
      defer { state.requests = [] }
      return state.requests
    }
    for request in rest { request(nil) }
  }
}
