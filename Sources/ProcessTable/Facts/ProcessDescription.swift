public import ProcessEvents

/// What is known of a process at the moment of one event.
///
/// Facts that were not asked for (see ``ProcessDetails``) are unknown.
public struct ProcessDescription: Hashable, Sendable {
  /// The process, by its id.
  public var process: ProcessID
  /// When it began. From a fork's event it is exact, from perf's record of it some microseconds late; from
  /// `/proc` it is the clock tick (10 ms as a rule) in which it began, and then ``isStartExact`` is false.
  public var start: Fact<KernelInstant> = .unknown
  /// Whether ``start`` is the moment of its beginning and not the clock tick.
  public var isStartExact = false
  /// Its command name, C: `comm`.
  public var name: Fact<CommandName> = .unknown
  /// The path of its program.
  public var executable: Fact<String> = .unknown
  /// Its arguments, the program's name first; those that may be secret are hidden, see ``ArgumentRedaction``.
  public var arguments: Fact<[String]> = .unknown
  /// Its effective user id.
  public var userID: Fact<UInt32> = .unknown
  /// The name of that user; nil where the user database has none.
  public var userName: String?
  /// The path of its control group, from the root of the hierarchy.
  public var controlGroup: Fact<String> = .unknown
  /// The process that forked it, which need not be its parent any more.
  public var forkedBy: Fact<ProcessID> = .unknown
  /// The name of that process.
  public var forkedByName: Fact<CommandName> = .unknown
  /// How many of its ancestors are known, which is how deep it stands in the tree; 0 where none is.
  public var depth: UInt16 = 0
  /// When it ended; nil while it lives.
  public var end: KernelInstant?
  /// Whether the kernel killed it since memory had run out: nil where that is not proved.
  public var outOfMemory: OutOfMemoryProof?

  /// A process of which nothing is known.
  public init(process: ProcessID) { self.process = process }

  /// Nanoseconds from its start to its end or, while it lives, to `instant`; nil where the start is not known.
  public func duration(at instant: KernelInstant) -> UInt64? {
    guard let start = start.value else { return nil }
    let last = end ?? instant
    return last < start ? 0 : last.nanoseconds - start.nanoseconds
  }
}

/// What proves that the kernel killed a process for want of memory.
@nonexhaustive
public enum OutOfMemoryProof: Hashable, Sendable {
  /// The kernel log names the process.
  case kernelLog
  /// The control group's count of such kills went up, C: `oom_kill` in `memory.events`.
  case controlGroup
}
