/// What is known of the end of one process that somebody waits for, and what follows from it.
///
/// Nobody but a parent is told a status for certain, so it comes from several places, each of which may fail:
/// the kernel's record of a reaped process, the state of a zombie, an event. This type takes in what
/// is found, in any order, and performs no effects. Whoever uses it holds the process by a pidfd, looks whether
/// that says that it has ended, and says so before telling anything else.
public struct AwaitedProcess: Hashable, Sendable {
  /// The process that is waited for.
  public let process: ProcessID
  private let begin: KernelInstant
  private let patience: UInt64
  private let sources: Sources
  private var end: KernelInstant?
  private var record: ExitStatus?
  private var zombie: ExitStatus?
  private var death: ProcessDeath?
  private var isAbandoned = false

  /// Knows nothing yet.
  ///
  /// - Parameters:
  ///   - process: the process that is waited for.
  ///   - begin: a moment before the pidfd was opened; an event from before it may be about another process
  ///     that had the id.
  ///   - sources: what may still tell a status once the process has ended.
  ///   - patience: how long after the end they are given, in nanoseconds.
  public init(
    _ process: ProcessID, heldSince begin: KernelInstant, sources: Sources,
    patience: UInt64 = AwaitedProcess.defaultPatience
  ) {
    self.process = process
    self.begin = begin
    self.sources = sources
    self.patience = patience
  }

  /// One second: what an event that is late, or a parent that reaps, usually needs far less of.
  public static let defaultPatience: UInt64 = 1_000_000_000

  /// Takes in what was found.
  public mutating func note(_ finding: Finding) {
    switch finding {
    case .ended(let instant): if end == nil { end = instant }
    case .record(let status): record = status
    case .zombie(let status): zombie = status
    case .death(let told):
      // The kernel makes the pidfd readable before it sends the event, so the death of a process that has
      // not ended is that of another.
      if end != nil, told.process == process, told.time >= begin { death = told }
    case .nothingMore: isAbandoned = true
    }
  }

  /// What has become of it by `now`.
  public func outcome(at now: KernelInstant) -> Outcome {
    guard let end else { return .running }
    if let status { return .ended(status) }
    let due = end.advanced(byNanoseconds: patience)
    if sources.isEmpty || isAbandoned || due <= now { return .endedUnknown }
    return .unsettled(until: due)
  }

  /// The status that `waitpid(2)` gives its parent, by the best of what was told.
  ///
  /// Record and zombie are the kernel's own word on the whole process. An event is about a thread: where
  /// there were several, the process's status is inferred.
  private var status: ExitStatus? {
    guard let status = record ?? zombie ?? death?.status else { return nil }
    let dumped = [record, zombie, death?.status].contains {
      $0?.coreDumped == true && $0?.signal == status.signal
    }
    return ExitStatus(rawValue: status.rawValue | (dumped ? 0x80 : 0))
  }

  /// When it ended: by the event, or a moment later when the pidfd was seen; nil where it had ended before it
  /// was held.
  ///
  /// - Parameter wasAlive: whether it was seen alive after `heldSince`.
  public func endTime(wasAlive: Bool) -> KernelInstant? {
    death?.time ?? (wasAlive ? end : nil)
  }
}

extension AwaitedProcess {
  /// One thing that was found out.
  @nonexhaustive
  public enum Finding: Hashable, Sendable {
    /// The pidfd is readable: no thread is left.
    case ended(at: KernelInstant)
    /// The kernel's record of it, once it has been reaped. Kernel: Linux 6.15.
    ///
    /// C: `PIDFD_INFO_EXIT`
    case record(ExitStatus)
    /// What `/proc` says of the zombie.
    case zombie(ExitStatus)
    /// The connector told its death.
    case death(ProcessDeath)
    /// Nobody will look any further.
    case nothingMore
  }

  /// What may tell a status after the end.
  public struct Sources: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The connector's events are listened to.
    public static let events = Sources(rawValue: 1)
    /// The kernel keeps a record once the process is reaped. Kernel: Linux 6.15.
    public static let record = Sources(rawValue: 2)
  }

  /// What has become of a process that is waited for.
  @nonexhaustive
  public enum Outcome: Hashable, Sendable {
    /// It has not ended.
    case running
    /// It has ended, and how may be told until then.
    case unsettled(until: KernelInstant)
    /// With the status that `waitpid(2)` gives its parent.
    case ended(ExitStatus)
    /// It has ended, and how cannot be known.
    case endedUnknown
  }
}
