internal import Synchronization

/// How many registrations each user has, and which are just being written down.
final class RegistrationLedger: Sendable {
  private struct State: Sendable {
    var counts: [UInt32: Int] = [:]
    var total = 0
    /// Those that are known to the detector and not yet to the journal, and whether they have ended meanwhile.
    var unwritten: [RegistrationKey: Bool] = [:]
    /// Those that are just being withdrawn, and how often at once.
    var leaving: [RegistrationKey: Int] = [:]
    /// Those that were withdrawn while journal and detector are compared; nil while they are not.
    var left: Set<RegistrationKey>?
  }

  private let state = Mutex(State())

  var total: Int { state.withLock { $0.total } }

  func count(of owner: UInt32) -> Int { state.withLock { $0.counts[owner] ?? 0 } }

  func add(_ registration: Registration) {
    state.withLock { state in
      state.total += 1
      if let owner = registration.owner { state.counts[owner, default: 0] += 1 }
    }
  }

  func remove(_ owner: UInt32?) {
    state.withLock { state in
      state.total -= 1
      guard let owner, let count = state.counts[owner] else { return }
      state.counts[owner] = count > 1 ? count - 1 : nil
    }
  }

  func beginWriting(_ key: RegistrationKey) { state.withLock { $0.unwritten[key] = false } }

  /// Takes in that a registration is over.
  func ended(_ key: RegistrationKey) {
    state.withLock { state in
      if state.unwritten[key] != nil { state.unwritten[key] = true }
    }
  }

  /// - Returns: whether it has ended meanwhile, so that what was written has to go.
  func endWriting(_ key: RegistrationKey) -> Bool {
    state.withLock { $0.unwritten.removeValue(forKey: key) ?? false }
  }

  func beginWithdrawing(_ key: RegistrationKey) {
    state.withLock { state in
      state.leaving[key, default: 0] += 1
      state.left?.insert(key)
    }
  }

  func endWithdrawing(_ key: RegistrationKey) {
    state.withLock { state in
      let count = state.leaving[key] ?? 0
      state.leaving[key] = count > 1 ? count - 1 : nil
    }
  }

  func beginComparing() { state.withLock { $0.left = Set($0.leaving.keys) } }

  func endComparing() { state.withLock { $0.left = nil } }

  /// Whether what the journal said of it is over, or about to be.
  func isWithdrawn(_ key: RegistrationKey) -> Bool {
    state.withLock { $0.leaving[key] != nil || $0.left?.contains(key) == true }
  }
}
