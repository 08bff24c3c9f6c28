public import ProcessEvents

/// Which deaths are asked for; what is nil does not matter.
public struct DeathQuery: Hashable, Sendable {
  /// From then on, in nanoseconds since 1970.
  public var since: UInt64?
  /// Before then.
  public var until: UInt64?
  /// The process's name, as a whole.
  public var name: String?
  public var guardName: String?
  public var cause: Cause?
  /// The registration's owner.
  public var owner: UInt32?
  /// Empty is all.
  public var states: Set<CleanupState>

  /// How a process ended.
  @nonexhaustive
  public enum Cause: Hashable, Sendable {
    case code(UInt8)
    case signal(Signal)
    /// It was found missing, and nothing told how it ended.
    case unknown
  }

  public init(
    since: UInt64? = nil, until: UInt64? = nil, name: String? = nil, guardName: String? = nil,
    cause: Cause? = nil, owner: UInt32? = nil, states: Set<CleanupState> = []
  ) {
    self.since = since
    self.until = until
    self.name = name
    self.guardName = guardName
    self.cause = cause
    self.owner = owner
    self.states = states
  }
}

/// Deaths that an answer has room for, the latest first.
public struct DeathPage: Hashable, Sendable {
  public var deaths: [JournaledDeath]
  /// Where the next page begins; nil after the last.
  public var next: DeathCursor?
}
