internal import KernelInterface
internal import Logging
internal import Synchronization

/// The journal, or why there is none at the moment, and whether it can be written.
final class JournalHolder: Sendable {
  let path: String
  /// What could be read of a journal that could not be opened; nil where nothing could.
  let remembered: [JournaledRegistration]?
  private let step: @Sendable (JournalStep) -> Void
  private let logger: Logger
  private let state: Mutex<State>

  private struct State: Sendable {
    var journal: Journal?
    /// What the last attempt to write or open said; nil after a success.
    var problem: JournalError?
  }

  /// Opens it. A journal that is damaged, or on a full disk, is no reason not to detect deaths.
  ///
  /// - Parameter step: as the journal's own.
  /// - Throws: what no waiting mends, such as another daemon that has it open.
  init(
    path: String, step: @escaping @Sendable (JournalStep) -> Void, logger: Logger
  ) throws(JournalError) {
    self.path = path
    self.step = step
    self.logger = logger
    do {
      state = Mutex(State(journal: try Journal(path: path, step: step)))
      remembered = []
    } catch {
      switch error {
      case .full, .corrupt, .busy, .io: break
      default: throw error
      }
      state = Mutex(State(problem: error))
      remembered = Journal.registrationsReadingOnly(path)
      logger.critical("\(error)")
    }
  }

  var journal: Journal? { state.withLock { $0.journal } }
  /// How the daemon before this one ended; of a journal that cannot be opened that is not known.
  var predecessor: JournalPredecessor { journal?.predecessor ?? .interrupted }
  var problem: JournalError? { state.withLock { $0.problem } }

  /// - Throws: why there is none.
  func get() throws(JournalError) -> Journal {
    let (journal, problem) = state.withLock { ($0.journal, $0.problem) }
    guard let journal else { throw problem ?? .closed }
    return journal
  }

  /// What the journal holds at the start.
  ///
  /// - Parameter hasPredecessor: whether somebody keeps what a predecessor had of its processes. Who does not know
  ///   whose that is must not take it: it would be lost.
  /// - Throws: where waiting is better than beginning without registrations.
  func registrationsAtStart(
    hasPredecessor: Bool
  ) async throws(JournalError) -> [JournaledRegistration] {
    if let journal { return try await journal.registrations() }
    if let remembered { return remembered }
    if hasPredecessor, let problem, problem.mayPass { throw problem }
    return []
  }

  /// Tries again to open it; returns whether it is newly open.
  func reopen() -> Bool {
    guard journal == nil else { return false }
    do throws(JournalError) {
      let journal = try Journal(path: path, step: step)
      state.withLock { $0.journal = journal }
      succeeded()
      return true
    } catch {
      failed(error)
      return false
    }
  }

  func failed(_ error: JournalError) {
    let isNew = state.withLock { state in
      defer { state.problem = error }
      return state.problem != error
    }
    if isNew { logger.critical("\(error)") }
  }

  func succeeded() {
    let former = state.withLock { state in state.problem.take() }
    if former != nil { logger.notice("The journal can be written again") }
  }

  func close() {
    let journal = state.withLock { state in state.journal.take() }
    try? journal?.close()
  }
}
