internal import ProcessEvents
internal import Synchronization

/// The bounded queue between the thread that reads the socket and its consumers, of whom each takes all
/// that is there.
///
/// A batch changes hands by swapping two arrays: one lock a batch, and no allocation once both have grown.
final class HandOver: Sendable {
  fileprivate struct State: Sendable {
    var waiting: [ConnectorElement] = []
    var loss: Loss?
    var lost: UInt64 = 0
    var lastTime: KernelInstant
    var end: Result<Void, ConnectorError>?
    /// Those who wait; each looks again when there is news.
    var consumers: [CheckedContinuation<Void, Never>] = []
  }

  private let state: Mutex<State>
  private let capacity: Int

  init(capacity: Int) {
    self.capacity = capacity
    state = Mutex(State(lastTime: .now))
  }

  /// Elements that found no room, so far.
  var lost: UInt64 { state.withLock { $0.lost } }

  /// Adds what there is room for; the rest becomes a loss in its place.
  func offer(_ elements: Span<ConnectorElement>) {
    let consumers = state.withLock { state in
      for index in elements.indices { state.append(elements[index], capacity: capacity) }
      return state.takeConsumers()
    }
    for consumer in consumers { consumer.resume() }
  }

  /// Nothing comes after this.
  func finish(_ end: Result<Void, ConnectorError>) {
    let consumers = state.withLock { state in
      if state.end == nil { state.end = end }
      return state.takeConsumers()
    }
    for consumer in consumers { consumer.resume() }
  }

  /// Waits for elements and takes all there are.
  ///
  /// - Parameter batch: replaced; its memory is used for what comes next.
  /// - Returns: nil, or how the stream ended when nothing is left of it.
  func take(into batch: inout [ConnectorElement]) async -> Result<Void, ConnectorError>? {
    batch.removeAll(keepingCapacity: true)
    while true {
      let end = state.withLock { state in
        swap(&state.waiting, &batch)
        if let loss = state.loss.take() { batch.append(.lost(loss)) }
        return batch.isEmpty ? state.end : nil
      }
      if !batch.isEmpty { return nil }
      if let end { return end }
      await withCheckedContinuation { continuation in
        let hasNews = state.withLock { state in
          if !state.waiting.isEmpty || state.end != nil || state.loss != nil { return true }
          state.consumers.append(continuation)
          return false
        }
        if hasNews { continuation.resume() }
      }
    }
  }
}

extension HandOver.State {
  fileprivate mutating func takeConsumers() -> [CheckedContinuation<Void, Never>] {
    guard !consumers.isEmpty else { return [] }
    defer { consumers = [] }
    return consumers
  }

  fileprivate mutating func append(_ element: ConnectorElement, capacity: Int) {
    if waiting.count < capacity, loss == nil {
      waiting.append(element)
      lastTime = element.time
      return
    }
    let (count, until): (UInt64, KernelInstant) =
      if case .lost(let loss) = element { (loss.count, loss.until) } else { (1, element.time) }
    // What the socket lost has been counted already.
    if case .lost = element {} else { lost &+= 1 }
    if loss == nil { loss = Loss(count: 0, since: lastTime, until: until, place: .handOver) }
    loss?.count &+= count
    loss?.until = until
  }
}
