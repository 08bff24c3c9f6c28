internal import KernelInterface
internal import Synchronization

/// Does what blocks on a thread of its own, so that the pool of Swift's tasks is not held up by it.
enum BlockingWork {
  /// - Parameter account: whose effective rights the thread has; nil leaves it this process's.
  static func run<Value: Sendable>(
    as account: UserAccount? = nil,
    _ body: @escaping @Sendable () throws(ActionProblem) -> Value
  ) async throws(ActionProblem) -> Value {
    let thread = Mutex<KernelInterface.Thread?>(nil)
    let result = await withCheckedContinuation {
      (continuation: CheckedContinuation<Result<Value, ActionProblem>, Never>) in
      do throws(SystemCallError) {
        // It cannot resume before the lock is free, hence not before the thread is known.
        try thread.withLock { slot throws(SystemCallError) in
          slot = try KernelInterface.Thread {
            continuation.resume(returning: perform(as: account, body))
          }
        }
      } catch {
        continuation.resume(returning: .failure(ActionProblem("no thread", error)))
      }
    }
    thread.withLock { slot in
      if let thread = slot.take() { thread.join() }
    }
    return try result.get()
  }

  private static func perform<Value: Sendable>(
    as account: UserAccount?, _ body: () throws(ActionProblem) -> Value
  ) -> Result<Value, ActionProblem> {
    do throws(ActionProblem) {
      if let account {
        do throws(SystemCallError) {
          try ThreadCredentials.assume(
            user: account.id, group: account.group, groups: account.groups)
        } catch { throw ActionProblem("no rights of user \(account.id)", error) }
      }
      return .success(try body())
    } catch { return .failure(error) }
  }
}
