internal import CLinux
internal import Synchronization

extension SharedSegment {
  /// Marks it for removal, which happens at once where nobody is attached.
  ///
  /// The kernel lets its owner, its maker and CAP_SYS_ADMIN do that. Who has not this capability, but may take on
  /// others' ids, does it with the owner's rights, on a thread of its own.
  package func remove() throws(SystemCallError) {
    do throws(SystemCallError) {
      try removeWithOwnRights()
    } catch {
      guard error.errno == .notPermitted,
        CapabilitySet.own.isSuperset(of: [.userChange, .groupChange])
      else { throw error }
      try removeWithOwnersRights()
    }
  }

  private func removeWithOwnRights() throws(SystemCallError) {
    try systemCall("shmctl IPC_RMID") { shmctl(id, IPC_RMID, nil) }
  }

  package func removeWithOwnersRights() throws(SystemCallError) {
    let problem = Failure()
    let thread = try Thread { [self] in
      do throws(SystemCallError) {
        try ThreadCredentials.assume(user: owner, group: Self.nobody, groups: [])
        try removeWithOwnRights()
      } catch { problem.error.withLock { $0 = error } }
    }
    thread.join()
    if let error = problem.error.withLock({ $0 }) { throw error }
  }

  /// What the kernel shows for ids that it cannot map: /proc/sys/kernel/overflowgid
  private static let nobody: UInt32 = 65_534

  private final class Failure: Sendable {
    let error = Mutex<SystemCallError?>(nil)
  }
}
