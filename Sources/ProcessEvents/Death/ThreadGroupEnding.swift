/// What is known of a process some of whose threads have ended.
struct ThreadGroupEnding: Sendable {
  /// The newest thread exit, with the status that holds for the process so far.
  private(set) var death: ProcessDeath
  private(set) var leaderEnded: Bool

  /// Whether somebody has been asked, or has promised to tell, when the process is gone.
  var isWatched = false
  /// When the process was last seen alive by somebody asked.
  var seenAlive: KernelInstant?
  /// When it was found to be gone.
  var gone: KernelInstant?
  /// The true status, where somebody could tell it.
  var knownStatus: ExitStatus?
  /// Whether its death has been told; what comes now is an echo.
  var isReported = false

  init(_ exit: ThreadExit, of event: ProcessEvent) {
    death = ProcessDeath(exit, of: event)
    leaderEnded = exit.task.isLeader
  }

  /// Takes in another thread's end.
  ///
  /// A signal ends all threads, so its status stays; of several the one with a core dump counts.
  /// Otherwise the last thread to end decides: `exit_group(2)` gives all of them its code, and where
  /// each ended by itself, the kernel (5.17 and later) takes the last one's.
  mutating func record(_ exit: ThreadExit, of event: ProcessEvent) {
    let before = death.status
    death = ProcessDeath(exit, of: event)
    if before.signal != nil {
      let dumped = before.coreDumped || (exit.status.signal == before.signal && exit.status.coreDumped)
      death.status = ExitStatus(rawValue: before.rawValue | (dumped ? 0x80 : 0))
    }
    leaderEnded = leaderEnded || exit.task.isLeader
  }
}

extension ProcessDeath {
  /// The death of a process that had no other thread.
  init(_ exit: ThreadExit, of event: ProcessEvent) {
    self.init(
      process: exit.task.process, parent: exit.parent.process, status: exit.status,
      time: event.time, cpu: event.cpu)
  }
}
