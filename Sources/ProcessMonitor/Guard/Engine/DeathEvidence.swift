public import ProcessEvents

/// What was found out about the bearers of an id after the event of a death had been read.
///
/// The event names the dead by an id alone, which may have been another process's before.
public struct DeathEvidence: Hashable, Sendable {
  /// In which clock tick the process began that has the id now, a zombie's as well; nil where there is none.
  public var holderStart: UInt64?
  /// What descriptors tell that were opened while registered processes with this id lived, by the tick in
  /// which each began.
  public var held: [UInt64: HeldProcess]
  /// Whether the id can have gone to yet another process after the registered ones were last seen alive and
  /// before the death; it cannot where fewer ids have been given out since than there are.
  public var mayBeReused: Bool

  public init(
    holderStart: UInt64? = nil, held: [UInt64: HeldProcess] = [:], mayBeReused: Bool = true
  ) {
    self.holderStart = holderStart
    self.held = held
    self.mayBeReused = mayBeReused
  }
}

/// What a process's descriptor tells.
@nonexhaustive
public enum HeldProcess: Hashable, Sendable {
  case alive
  /// All of its threads have ended; its status where the kernel tells it: Linux 6.15, once it has been reaped.
  case ended(ExitStatus?)
}

/// What became of a registered process that was looked at.
@nonexhaustive
public enum Sight: Hashable, Sendable {
  /// It lives; a zombie does not.
  case alive
  /// It has ended; its status where that is known for certain.
  case gone(ExitStatus?)
  /// It could not be found out, for want of descriptors or of permission.
  case unclear
}
