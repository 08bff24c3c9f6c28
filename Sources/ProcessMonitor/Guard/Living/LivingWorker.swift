internal import KernelInterface
internal import ProcessConnector
internal import Synchronization

/// The watch's thread, and what others ask of it.
final class LivingWorker: Sendable {
  typealias Request = @Sendable (inout LivingLoop?) -> Void

  private struct State: Sendable {
    var isStopped = false
    /// Nobody takes requests any more.
    var isDeaf = false
    var requests: [Request] = []
  }

  private let wake: EventDescriptor
  private let state = Mutex(State())

  init() throws(ConnectorError) {
    do { wake = try EventDescriptor() } catch { throw ConnectorError(error, in: .current()) }
  }

  var wakeDescriptor: Int32 { wake.rawDescriptor }

  func stop() {
    state.withLock { $0.isStopped = true }
    wake.signal()
  }

  func request(_ request: @escaping Request) {
    let isDeaf = state.withLock { state in
      if !state.isDeaf { state.requests.append(request) }
      return state.isDeaf
    }
    wake.signal()
    guard isDeaf else { return }
    var none: LivingLoop?
    request(&none)
  }

  func run(_ loop: consuming LivingLoop, _ fail: (ConnectorError) -> Void) {
    var loop: LivingLoop? = loop
    do throws(ConnectorError) {
      while !state.withLock({ $0.isStopped }) {
        try loop?.step(interruptedBy: wake)
        for request in takeRequests() { request(&loop) }
      }
      try loop?.finish()
    } catch {
      fail(error)
    }
    let rest = state.withLock { state in
      state.isDeaf = true
      return state.requests
    }
    for request in rest { request(&loop) }
  }

  private func takeRequests() -> [Request] {
    state.withLock { state in
      defer { state.requests = [] }
      return state.requests
    }
  }
}
