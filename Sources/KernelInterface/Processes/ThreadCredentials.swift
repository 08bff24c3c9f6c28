internal import CLinux

/// What a thread may do: Linux keeps that of each thread apart, though POSIX does not.
package enum ThreadCredentials {
  /// Gives the calling thread the effective rights of a user, and takes all capabilities from it.
  ///
  /// It has no way back: the thread is to end afterwards. Its real ids stay, so that the user can neither trace it
  /// nor send it signals; a check of the real user, such as that of `kill(2)`, still sees this process's.
  package static func assume(
    user: UInt32, group: UInt32, groups: [UInt32]
  ) throws(SystemCallError) {
    try systemCall("setresuid") {
      unsafe groups.withUnsafeBufferPointer {
        unsafe clinux_set_effective_ids_of_thread(user, group, $0.baseAddress, $0.count)
      }
    }
  }
}

extension ThreadCredentials {
  /// Makes the calling thread a user's altogether, without supplementary groups. There is no way back.
  package static func become(user: UInt32, group: UInt32) throws(SystemCallError) {
    try systemCall("setresuid") { clinux_set_all_ids_of_thread(user, group) }
  }
}

/// The processes that share a group's id.
package enum ProcessGroup {
  /// Sends all of them a signal; nothing where there is none.
  ///
  /// The id must be held by a member that this process has not reaped yet: else it may be another group's by now.
  package static func send(signal: Int32, to group: Int32) {
    precondition(group > 1)
    _ = kill(-group, signal)
  }
}

/// A child that has ended, but not been reaped.
package enum EndedChild {
  /// Any, the orphans that this process has inherited included; nil where there is none.
  package static func any() -> (id: Int32, wasKilled: Bool)? {
    var wasKilled: Int32 = 0
    let id = unsafe clinux_peek_ended_child(&wasKilled)
    return id > 0 ? (id, wasKilled != 0) : nil
  }

  /// Its wait status; nil while it lives, or where there is no such child.
  package static func status(of child: Int32) -> UInt32? {
    var status: UInt32 = 0
    return unsafe clinux_peek_wait_status(child, &status) == 1 ? status : nil
  }

  /// Waits for its end, and lets its id go.
  package static func reap(_ child: Int32) {
    while waitpid(child, nil, 0) < 0, Errno.last == .interrupted { continue }
  }
}
