internal import KernelInterface
internal import ProcessConnector
internal import ProcessEvents
internal import Synchronization

/// What a feed's readers and its thread tell one another.
final class FeedMailbox: Sendable {
  /// A reader that waits to be admitted.
  struct Join: Sendable {
    let id: UInt64
    let reader: FeedReader
    let request: FeedRequest
    /// Of the request's condition.
    let compiled: CompiledFilter
    let continuation: CheckedContinuation<Result<Void, FeedError>, Never>

    func answer(_ result: Result<Void, FeedError>) { continuation.resume(returning: result) }
  }

  fileprivate struct Open: Sendable {
    let reader: FeedReader
    let viewer: Viewer
  }

  fileprivate struct State: Sendable {
    var isClosed = false
    var isRunning = false
    var lastID: UInt64 = 0
    var joins: [Join] = []
    var leaves: [UInt64] = []
    /// Those who are told, and those who wait to be.
    var open: [UInt64: Open] = [:]
    /// Of those who have gone, and what the thread has said.
    var past = FeedCounters()
  }

  private let state = Mutex(State())
  private let wake: EventDescriptor
  let limits: FeedLimits

  init(_ limits: FeedLimits) throws(SystemCallError) {
    self.limits = limits
    wake = try EventDescriptor()
  }

  var isRunning: Bool { state.withLock { $0.isRunning } }

  var counters: FeedCounters {
    state.withLock { state in
      var counters = state.past
      counters.open = state.open.count
      for open in state.open.values { counters.add(open.reader.counts) }
      return counters
    }
  }

  // MARK: Of readers

  /// Takes a place.
  func reserve(_ viewer: Viewer, _ reader: FeedReader) throws(FeedError) -> UInt64 {
    let result: Result<UInt64, FeedError> = state.withLock { state in
      if state.isClosed { return .failure(.closed) }
      if state.open.count >= limits.readers {
        return .failure(.tooManyReaders(limit: limits.readers))
      }
      if case .user = viewer,
        state.open.values.count(where: { $0.viewer == viewer }) >= limits.readersOfUser
      {
        return .failure(.tooManyReadersOfUser(limit: limits.readersOfUser))
      }
      state.lastID += 1
      state.open[state.lastID] = Open(reader: reader, viewer: viewer)
      return .success(state.lastID)
    }
    return try result.get()
  }

  /// Asks to be admitted.
  ///
  /// - Returns: whether a thread is to be started.
  func join(_ join: Join) -> Bool {
    let (isClosed, isFirst) = state.withLock { state in
      if state.isClosed { return (true, false) }
      state.joins.append(join)
      defer { state.isRunning = true }
      return (false, !state.isRunning)
    }
    if isClosed { join.answer(.failure(.closed)) }
    wake.signal()
    return isFirst
  }

  func leave(_ id: UInt64) {
    let reader: FeedReader? = state.withLock { state in
      let reader = state.remove(id)
      if reader != nil { state.leaves.append(id) }
      return reader
    }
    reader?.close()
    wake.signal()
  }

  /// Ends all.
  func close() {
    let (joins, readers) = state.withLock { state in
      state.isClosed = true
      let readers = state.open.keys.compactMap { state.remove($0) }
      defer { state.joins = [] }
      return (state.joins, readers)
    }
    for join in joins { join.answer(.failure(.closed)) }
    for reader in readers { reader.finish(.success(())) }
    wake.signal()
  }

  // MARK: Of the thread

  var wakeDescriptor: Int32 { wake.rawDescriptor }

  func clearWake() { wake.clear() }

  /// Who has come and who has gone since the last call; `isClosed` means that all have gone.
  func takeChanges() -> (joins: [Join], leaves: [UInt64], isClosed: Bool) {
    state.withLock { state in
      defer { (state.joins, state.leaves) = ([], []) }
      return (state.joins, state.leaves, state.isClosed)
    }
  }

  /// Whether the thread is to end, since nobody has come.
  func endIfIdle() -> Bool {
    state.withLock { state in
      guard state.joins.isEmpty else { return false }
      state.isRunning = false
      return true
    }
  }

  func note(undecided: UInt64, lostBefore: UInt64) {
    state.withLock { state in
      state.past.undecided &+= undecided
      state.past.lostBefore &+= lostBefore
    }
  }

  /// Ends readers, since the kernel does.
  func fail(_ ids: [UInt64], _ error: FeedError) {
    let readers = state.withLock { state in ids.compactMap { state.remove($0) } }
    for reader in readers { reader.finish(.failure(error)) }
  }

  /// The thread could not be started: nobody is served.
  func failToStart(_ error: FeedError) {
    let joins = state.withLock { state in
      state.isRunning = false
      defer { state.joins = [] }
      return state.joins
    }
    fail(joins.map(\.id), error)
    for join in joins { join.answer(.failure(error)) }
  }
}

extension FeedMailbox.State {
  fileprivate mutating func remove(_ id: UInt64) -> FeedReader? {
    guard let reader = open.removeValue(forKey: id)?.reader else { return nil }
    past.add(reader.counts)
    return reader
  }
}

extension FeedCounters {
  fileprivate mutating func add(_ counts: (delivered: UInt64, lost: UInt64)) {
    delivered &+= counts.delivered
    lost &+= counts.lost
  }
}
