internal import KernelInterface
internal import Synchronization

/// Carries out clean-ups: so many at once, first come, first served.
///
/// It keeps nothing: that a clean-up happens at all, and again after a failure, is its caller's care.
public final class CleanupRunner: Sendable {
  private let state: Mutex<State>
  private let descendants: any DescendantSource

  private struct State {
    var queue: CleanupQueue
    var waiting: [CleanupQueue.Ticket: CheckedContinuation<Bool, Never>] = [:]
    /// Those that got a place before they began to wait for it.
    var early: Set<CleanupQueue.Ticket> = []
    /// All that have not finished.
    var unfinished: Set<CleanupQueue.Ticket> = []
    var cancelled: Set<CleanupQueue.Ticket> = []
    var running: [CleanupQueue.Ticket: Cancellation] = [:]
    /// Tasks that ended it; each is told once nothing runs any more.
    var ending: [CheckedContinuation<Void, Never>] = []
    var isShutDown = false
  }

  /// - Parameter descendants: who knows the orphans that ``CleanupAction/endOrphans`` ends.
  public init(
    limits: CleanupLimits = CleanupLimits(), descendants: any DescendantSource = NoDescendants()
  ) {
    state = Mutex(State(queue: CleanupQueue(limits)))
    self.descendants = descendants
  }

  /// Takes other limits; what runs already goes on.
  public func setLimits(_ limits: CleanupLimits) {
    state.withLock { state in
      state.queue.limits = limits
      Self.admit(&state)
    }
  }

  /// Carries out one attempt, as soon as there is a place for it.
  ///
  /// The order is that in which this is called, from tasks at once any. Cancelling the task ends the attempt like
  /// ``shutDown()``.
  ///
  /// - Parameters:
  ///   - attempt: 1 for the first.
  ///   - count: how many equal deaths it stands for.
  public func run(_ death: GuardedDeath, attempt: Int, count: Int = 1) async -> CleanupOutcome {
    await begin(death, attempt: attempt, count: count).outcome()
  }

  /// As ``run(_:attempt:count:)``, but has its place in the order once this returns.
  public func begin(_ death: GuardedDeath, attempt: Int, count: Int = 1) -> QueuedCleanup {
    let ticket = state.withLock { state in
      let ticket = state.queue.enter(death.guardName)
      state.unfinished.insert(ticket)
      Self.admit(&state)
      return ticket
    }
    let task = Task.detached { [self] in
      let isAdmitted = await waitForPlace(ticket, death.guardName)
      let outcome =
        isAdmitted
        ? await carryOut(death, attempt: attempt, count: count, ticket) : Self.notBegun
      finish(ticket, death.guardName, wasAdmitted: isAdmitted)
      return outcome
    }
    return QueuedCleanup(task: task) { [self] in cancel(ticket, death.guardName) }
  }

  /// Ends what runs (commands get SIGTERM, and SIGKILL after their delay), refuses what waits and what comes, and
  /// returns once nothing runs any more.
  public func shutDown() async {
    await withCheckedContinuation { continuation in
      let isDone = state.withLock { state in
        state.isShutDown = true
        for cancellation in state.running.values { cancellation.cancel() }
        // Their places are never given: nothing is admitted any more.
        for (ticket, waiter) in state.waiting {
          state.waiting[ticket] = nil
          waiter.resume(returning: false)
        }
        if state.unfinished.isEmpty { return true }
        state.ending.append(continuation)
        return false
      }
      if isDone { continuation.resume() }
    }
  }

  /// How many run and how many wait.
  public var counts: (running: Int, waiting: Int) {
    state.withLock { ($0.queue.runningCount, $0.unfinished.count - $0.queue.runningCount) }
  }

  private static let notBegun = CleanupOutcome(
    succeeded: false, status: nil, problem: ActionProblem.interrupted.text, outputTail: "")
}

extension CleanupRunner {
  private static func admit(_ state: inout State) {
    guard !state.isShutDown else { return }
    while let ticket = state.queue.next() {
      if let waiter = state.waiting.removeValue(forKey: ticket) {
        waiter.resume(returning: true)
      } else {
        state.early.insert(ticket)
      }
    }
  }

  private func waitForPlace(_ ticket: CleanupQueue.Ticket, _ name: String) async -> Bool {
    await withCheckedContinuation { continuation in
      state.withLock { state in
        if state.early.remove(ticket) != nil {
          continuation.resume(returning: true)
        } else if state.isShutDown || state.cancelled.contains(ticket) {
          state.queue.cancel(ticket, name)
          continuation.resume(returning: false)
        } else {
          state.waiting[ticket] = continuation
        }
      }
    }
  }

  private func carryOut(
    _ death: GuardedDeath, attempt: Int, count: Int, _ ticket: CleanupQueue.Ticket
  ) async -> CleanupOutcome {
    let cancellation: Cancellation
    do { cancellation = try Cancellation() } catch {
      return CleanupOutcome(
        succeeded: false, status: nil, problem: ActionProblem("no descriptor", error).text,
        outputTail: "")
    }
    state.withLock { state in
      state.running[ticket] = cancellation
      if state.isShutDown || state.cancelled.contains(ticket) { cancellation.cancel() }
    }
    return await CleanupAttempt.run(
      death, attempt: attempt, count: count, descendants, cancellation)
  }

  private func finish(_ ticket: CleanupQueue.Ticket, _ name: String, wasAdmitted: Bool) {
    let ending = state.withLock { state -> [CheckedContinuation<Void, Never>] in
      state.running[ticket] = nil
      state.cancelled.remove(ticket)
      state.unfinished.remove(ticket)
      if wasAdmitted { state.queue.leave(name) }
      Self.admit(&state)
      guard state.isShutDown, state.unfinished.isEmpty else { return [] }
      defer { state.ending = [] }
      return state.ending
    }
    for continuation in ending { continuation.resume() }
  }

  private func cancel(_ ticket: CleanupQueue.Ticket, _ name: String) {
    state.withLock { state in
      guard state.unfinished.contains(ticket) else { return }
      state.cancelled.insert(ticket)
      state.running[ticket]?.cancel()
      if let waiter = state.waiting.removeValue(forKey: ticket) {
        state.queue.cancel(ticket, name)
        waiter.resume(returning: false)
      }
    }
  }
}
