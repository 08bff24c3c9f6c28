internal import EventRendering
internal import ProcessConnector
internal import ProcessEvents
internal import ProcessTable
internal import Synchronization

/// One reader's end of a feed: a queue that the feed's thread fills and never waits for.
final class FeedReader: Sendable {
  private struct State: Sendable {
    var queue: ReaderQueue
    /// How the stream has ended; nil while it goes on.
    var end: Result<Void, FeedError>?
    var delivered: UInt64 = 0
    /// Those who wait; each looks again when there is news.
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  private let state: Mutex<State>

  init(_ limits: FeedLimits, since begin: KernelInstant) {
    state = Mutex(
      State(
        queue: ReaderQueue(
          events: limits.waitingEvents, bytes: limits.waitingBytes, since: begin)))
  }

  /// Events that were taken, and those that found no room.
  var counts: (delivered: UInt64, lost: UInt64) {
    state.withLock { ($0.delivered, $0.queue.lost) }
  }

  func offer(_ chunk: FeedChunk) {
    wake { state in if state.end == nil { state.queue.append(chunk) } }
  }

  /// Nothing comes after this but what waits already.
  func finish(_ end: Result<Void, FeedError>) {
    wake { state in if state.end == nil { state.end = end } }
  }

  /// The end, also of what waits.
  func close() {
    wake { state in
      state.queue.removeAll()
      if state.end == nil { state.end = .success(()) }
    }
  }

  private func wake(after change: (inout State) -> Void) {
    let waiters = state.withLock { state in
      change(&state)
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.resume() }
  }

  /// Waits for lines; see ``FeedSubscription/next(maxBytes:)``.
  func next(maxBytes: Int) async throws(FeedError) -> [UInt8]? {
    while !Task.isCancelled {
      let (segments, end) = state.withLock { state in
        let segments = state.queue.take(maxBytes: maxBytes)
        for case .lines(let chunk, let range) in segments {
          state.delivered &+= UInt64(chunk.eventCount(in: range))
        }
        return (segments, state.end)
      }
      if !segments.isEmpty { return FeedReader.bytes(of: segments) }
      if let end {
        try end.get()
        return nil
      }
      await waitForNews()
    }
    return []
  }

  private func waitForNews() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let hasNews = state.withLock { state in
          if !state.queue.isEmpty || state.end != nil || Task.isCancelled { return true }
          state.waiters.append(continuation)
          return false
        }
        if hasNews { continuation.resume() }
      }
    } onCancel: {
      wake { _ in }
    }
  }

  private static func bytes(of segments: [ReaderQueue.Segment]) -> [UInt8] {
    var bytes: [UInt8] = []
    for segment in segments {
      switch segment {
      case .lines(let chunk, let range):
        bytes.append(
          contentsOf: chunk.bytes[
            chunk.start(of: range.lowerBound)..<chunk.start(of: range.upperBound)])
      case .losses(let losses):
        var renderer = JSONRenderer(clock: WallClock(isUTC: true))
        for loss in losses { renderer.render(ProcessElement(.lost(loss)), into: &bytes) }
      }
    }
    return bytes
  }
}
