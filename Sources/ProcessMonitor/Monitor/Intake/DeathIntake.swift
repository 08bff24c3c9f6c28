internal import KernelInterface
internal import Logging
internal import ProcessConnector
internal import ProcessTable
internal import Synchronization

/// Takes what the detector tells, and writes it down; what the journal cannot take is kept until it can.
final class DeathIntake: Sendable {
  private struct State: Sendable {
    var deaths: [GuardedDeath] = []
    var endings: [RegistrationKey] = []
    /// The detector's last batch among them.
    var batch: UInt64 = 0
    var backlog: DeathBacklog
    var failure: ConnectorError?
    var isToReconcile = false
    var recorded = RecordedDeaths()
  }

  private let holder: JournalHolder
  private let ledger: RegistrationLedger
  private let logger: Logger
  private let alarm = Alarm()
  private let state: Mutex<State>

  /// Deaths that are kept in memory while the journal cannot be written.
  static let backlogCapacity = 100_000

  init(_ holder: JournalHolder, _ ledger: RegistrationLedger, logger: Logger) {
    self.holder = holder
    self.ledger = ledger
    self.logger = logger
    state = Mutex(State(backlog: DeathBacklog(capacity: Self.backlogCapacity)))
  }

  /// Takes what the detector tells; does not wait.
  func take(_ batch: GuardBatch) {
    state.withLock { state in
      for action in batch.actions {
        switch action {
        case .record(let death): take(death, &state)
        case .report(var death):
          death.plan.actions = []
          take(death, &state)
        case .forget(let registration):
          ledger.remove(registration.owner)
          end(RegistrationKey(registration), &state)
        case .resync: break
        }
      }
      state.batch = batch.number
    }
    alarm.signal()
  }

  /// Takes deaths that something else than the detector has seen.
  func take(_ deaths: [GuardedDeath]) {
    state.withLock { state in
      for death in deaths {
        state.deaths.append(death)
        end(RegistrationKey(death), &state)
      }
    }
    alarm.signal()
  }

  private func take(_ death: GuardedDeath, _ state: inout State) {
    state.deaths.append(death)
    ledger.remove(death.owner)
    end(RegistrationKey(death), &state)
  }

  private func end(_ key: RegistrationKey, _ state: inout State) {
    state.endings.append(key)
    ledger.ended(key)
  }

  /// Takes in that the journal is open again, which may hold what nobody here knows.
  func reconcileOnceWritten() {
    state.withLock { $0.isToReconcile = true }
    alarm.signal()
  }

  /// Whether a registration is over, and that is not written down yet.
  func isEnding(_ key: RegistrationKey) -> Bool { state.withLock { $0.endings.contains(key) } }

  /// Takes in that the detector has ended for want of its socket.
  func fail(_ error: ConnectorError) {
    state.withLock { $0.failure = error }
    alarm.signal()
  }

  var backlog: (count: Int, refused: UInt64) {
    state.withLock { ($0.deaths.count + $0.backlog.count, $0.backlog.refused) }
  }

  /// What has been written down since the start.
  var recorded: RecordedDeaths { state.withLock { $0.recorded } }

  /// Writes down what comes, until cancelled; then what has come.
  ///
  /// - Parameters:
  ///   - stored: told which batch of the detector's is on disk, with all before.
  ///   - recorded: told after deaths have been written down.
  ///   - recovered: told when the journal can be written again after it could not be opened, or deaths had found no
  ///     room in memory; nothing is written before it returns.
  /// - Throws: what ended the detector.
  func run(
    stored: @Sendable (UInt64) -> Void, recorded: @Sendable () -> Void,
    recovered: @Sendable () async -> Void
  ) async throws(ConnectorError) {
    var refused: UInt64 = 0
    while true {
      let isLast = Task.isCancelled
      if let failure = state.withLock({ $0.failure }) { throw failure }
      let isDone = await write(stored: stored, recorded: recorded)
      if isDone, state.withLock({ $0.isToReconcile }) || backlog.refused > refused {
        state.withLock { $0.isToReconcile = false }
        refused = backlog.refused
        await recovered()
      }
      if isLast { return }
      await alarm.wait(atMost: isDone ? nil : Self.pause)
    }
  }

  /// Writes down what has come since ``run(stored:recorded:recovered:)`` ended.
  func finish() async { _ = await write(stored: { _ in }, recorded: {}) }

  /// Nanoseconds between two attempts to write.
  private static let pause: UInt64 = 1_000_000_000

  /// - Returns: whether all that has come is on disk.
  private func write(
    stored: @Sendable (UInt64) -> Void, recorded: @Sendable () -> Void
  ) async -> Bool {
    while true {
      let (deaths, endings, batch) = takeAll()
      if deaths.isEmpty, endings.isEmpty {
        if batch > 0 { stored(batch) }
        return true
      }
      do throws(JournalError) {
        let journal = try holder.get()
        let new = try await journal.record(deaths, withdrawing: endings)
        state.withLock { state in
          state.backlog.remove(deaths)
          state.recorded.count(deaths, new: new)
        }
        if !new.isEmpty { recorded() }
        holder.succeeded()
      } catch {
        holder.failed(error)
        putBack(deaths, endings)
        return false
      }
    }
  }

  private static let largestTransaction = 4_096

  private func takeAll() -> ([GuardedDeath], [RegistrationKey], UInt64) {
    state.withLock { state in
      let late = state.backlog.first(Self.largestTransaction)
      let isAll = late.count == state.backlog.count
      guard isAll else { return (late, [], 0) }
      defer {
        state.deaths = []
        state.endings = []
      }
      return (late + state.deaths, state.endings, state.batch)
    }
  }

  private func putBack(_ deaths: [GuardedDeath], _ endings: [RegistrationKey]) {
    let refusals = state.withLock { state in
      // Those that find no room keep their registrations in the journal, by which they are found again.
      let refusals = state.backlog.add(deaths)
      var lost: Set<RegistrationKey> = []
      if refusals > 0 {
        let kept = Set(state.backlog.first(.max).map(\.id))
        lost = Set(deaths.filter { !kept.contains($0.id) }.map { RegistrationKey($0) })
      }
      let room = max(0, Self.backlogCapacity * 2 - state.endings.count)
      state.endings = endings.filter { !lost.contains($0) }.prefix(room) + state.endings
      return refusals
    }
    if refusals > 0 {
      logger.critical(
        "\(refusals) deaths found no room in memory while the journal cannot be written: they will be found missing once it can"
      )
    }
  }
}
