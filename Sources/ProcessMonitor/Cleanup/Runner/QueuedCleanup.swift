/// An attempt that has its place in the order of a ``CleanupRunner``.
public struct QueuedCleanup: Sendable {
  private let task: Task<CleanupOutcome, Never>
  private let end: @Sendable () -> Void

  init(task: Task<CleanupOutcome, Never>, end: @escaping @Sendable () -> Void) {
    self.task = task
    self.end = end
  }

  /// What came of it, once it has ended. Cancelling the task that waits ends the attempt.
  public func outcome() async -> CleanupOutcome {
    await withTaskCancellationHandler {
      await task.value
    } onCancel: {
      end()
    }
  }

  /// Ends it: a command gets SIGTERM, and SIGKILL after its delay.
  public func cancel() { end() }
}
