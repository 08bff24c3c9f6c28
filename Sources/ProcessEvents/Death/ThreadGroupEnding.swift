/// What is known of a process some of whose threads have ended.
struct ThreadGroupEnding: Sendable {
  /// The newest thread exit, with the status that holds for the process so far.
  private(set) var death: ProcessDeath
  /// How and when the first thread ended.
  private var leader: (status: ExitStatus, time: KernelInstant)?
  /// Whether other threads than the first are known to have been.
  private(set) var isMultithreaded: Bool

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

  /// How much later than a thread's end its message may come, other threads' messages before it.
  static let latenessNanoseconds: UInt64 = 10_000_000

  /// How much later than the leader's end a thread's may seem that began to end before it: 0.18 ms were
  /// seen.
  private static let raceNanoseconds: UInt64 = 1_000_000

  init(_ exit: ThreadExit, of event: ProcessEvent) {
    death = ProcessDeath(exit, of: event)
    isMultithreaded = !exit.task.isLeader
    recordLeader(exit, of: event)
  }

  var leaderEnded: Bool { leader != nil }

  /// Whether an answer to a question about it can still tell anything.
  var awaitsAnswer: Bool { isWatched && !isReported && gone == nil }

  /// Whether to ask after a thread's end: at first, and `repeatedly` where it was seen alive before.
  func needsQuestion(repeatedly: Bool) -> Bool {
    !isWatched || (repeatedly && awaitsAnswer && seenAlive != nil)
  }

  /// When its death may be told; nil while it is not known to be gone.
  ///
  /// Where the status hangs on the messages of several threads, the last of them may be late.
  var settlement: KernelInstant? {
    guard isMultithreaded, status == nil else { return gone }
    return gone?.advanced(byNanoseconds: ThreadGroupEnding.latenessNanoseconds)
  }

  /// The true status, where nothing can change it any more.
  ///
  /// What the kernel tells of a process that has been reaped can lack the core flag, which then only the
  /// thread that dumped has.
  private var status: ExitStatus? {
    guard let knownStatus else { return nil }
    let mayHaveDumped = knownStatus.signal?.dumpsCore == true && !knownStatus.coreDumped
    return mayHaveDumped ? nil : knownStatus
  }

  /// Whether the process went on after the last end of a thread that we heard of.
  ///
  /// That a thread was alive then is not enough: it may have been on its way out.
  func outlivedItsLastExit(until gone: KernelInstant) -> Bool {
    guard let seenAlive, death.time <= seenAlive else { return false }
    return death.time.advanced(byNanoseconds: ThreadGroupEnding.latenessNanoseconds) < gone
  }

  /// Takes in another thread's end.
  mutating func record(_ exit: ThreadExit, of event: ProcessEvent) {
    let before = death
    death = ProcessDeath(exit, of: event)
    death.status = status(with: exit, at: event.time, after: before.status)
    isMultithreaded = true
    if death.parent.rawValue == 0 { death.parent = before.parent }
    recordLeader(exit, of: event)
  }

  /// The status that holds after another thread's end.
  ///
  /// A signal ends all threads, so its status stays; of several the one with a core dump counts.
  /// Otherwise the last thread to end decides: `exit_group(2)` gives all of them its code, and where
  /// each ended by itself, the kernel (5.17 and later) takes the last one's. But a thread that was
  /// ending well when the leader failed may say so after the leader.
  private func status(
    with exit: ThreadExit, at time: KernelInstant, after before: ExitStatus
  ) -> ExitStatus {
    if before.signal != nil {
      return exit.status.coreDumped ? ExitStatus(rawValue: before.rawValue | 0x80) : before
    }
    if !exit.status.isAbnormal, !exit.task.isLeader, let leader, leader.status.isAbnormal,
      time <= leader.time.advanced(byNanoseconds: ThreadGroupEnding.raceNanoseconds)
    {
      return leader.status
    }
    return exit.status
  }

  private mutating func recordLeader(_ exit: ThreadExit, of event: ProcessEvent) {
    if exit.task.isLeader { leader = (exit.status, event.time) }
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
