internal import CLinux

/// A copy of this process, made while it has one thread: `fork(2)`.
package enum Fork {
  case child
  case parent(of: Int32)

  package static func make() throws(SystemCallError) -> Fork {
    let id = try systemCall("fork") { clinux_fork() }
    return id == 0 ? .child : .parent(of: id)
  }
}

/// The signals that the calling thread blocks.
package enum SignalMask {
  /// Blocks none, whatever was inherited: who starts a daemon from a thread that blocks signals does not mean that
  /// the daemon shall not be ended by them.
  package static func clear() {
    var set = sigset_t()
    unsafe sigemptyset(&set)
    unsafe sigprocmask(SIG_SETMASK, &set, nil)
  }
}
