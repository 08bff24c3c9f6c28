internal import Synchronization

/// Counts open things by their users, so that nobody takes all of them.
final class UsageCounter: Sendable {
  private struct State {
    var total = 0
    var users: [UInt32: Int] = [:]
  }

  private let state = Mutex(State())

  var total: Int { state.withLock { $0.total } }

  /// Counts one more.
  ///
  /// - Parameters:
  ///   - limit: of all; nil is none.
  ///   - userLimit: of this user; nil is none.
  /// - Returns: whether there was room; then ``leave(_:)`` follows.
  func enter(_ user: UInt32, limit: Int?, userLimit: Int?) -> Bool {
    state.withLock { state in
      let own = state.users[user, default: 0]
      if let limit, state.total >= limit { return false }
      if let userLimit, own >= userLimit { return false }
      state.total += 1
      state.users[user] = own + 1
      return true
    }
  }

  func leave(_ user: UInt32) {
    state.withLock { state in
      state.total -= 1
      let own = state.users[user, default: 1] - 1
      state.users[user] = own > 0 ? own : nil
    }
  }
}
