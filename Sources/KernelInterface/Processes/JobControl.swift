internal import CLinux

/// How one who runs a command in his own process group passes signals on, so that a terminal and a shell find
/// the two of them behaving as the command alone would.
package enum JobControl {
  /// What to read from a ``SignalDescriptor`` while the command runs.
  package static let signals: [Int32] = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCHLD]

  /// The signal to send to the command; nil is none.
  ///
  /// What a key at the terminal sends has reached the command already. To stop is for the command to do;
  /// ``stopsBoth(_:)`` says when to follow.
  package static func forwarding(of signal: ReceivedSignal) -> Int32? {
    signal.isFromKernel || signal.number == SIGCHLD ? nil : signal.number
  }

  /// Whether this process is to stop as well, because the terminal has stopped the command.
  ///
  /// Only so does a shell see that the job has stopped. One that somebody stops by SIGSTOP on purpose stops
  /// alone.
  package static func stopsBoth(_ change: ChildChange) -> Bool {
    guard case .stopped(let signal) = change.kind else { return false }
    return [SIGTSTP, SIGTTIN, SIGTTOU].contains(signal)
  }

  /// What lets a stopped command go on.
  package static let resumption: Int32 = SIGCONT

  /// Stops this process until somebody lets it go on; then the command gets ``resumption``.
  package static func stop() throws(SystemCallError) {
    try systemCall("kill") { kill(getpid(), SIGSTOP) }
  }

  /// Makes this process the parent of its descendants' orphans, or no longer: `PR_SET_CHILD_SUBREAPER`.
  ///
  /// They are then to be reaped here, by ``ChildChange/next(of:)``.
  package static func reapOrphans(_ isReaper: Bool = true) throws(SystemCallError) {
    try systemCall("prctl PR_SET_CHILD_SUBREAPER") { clinux_set_child_subreaper(isReaper ? 1 : 0) }
  }
}
