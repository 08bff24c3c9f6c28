public import ProcessEvents
public import ProcessTable

/// Names one guarded death for ever; also the key that makes a clean-up idempotent (`PMON_DEATH_ID`).
///
/// It is derived from the process's identity and the guard, so that the same death found twice has one id.
public struct DeathID: RawRepresentable, Hashable, Sendable, Codable {
  public var rawValue: String

  public init(rawValue: String) { self.rawValue = rawValue }

  public init(_ process: ProcessIdentity, guardName: String) {
    rawValue = "\(process)/\(guardName)"
  }
}

/// The death of a process that a guard was about.
public struct GuardedDeath: Hashable, Sendable {
  public var id: DeathID
  public var process: ProcessIdentity
  public var guardName: String
  /// What the process was registered with; nil where a rule found it.
  public var token: String?
  /// The registration's owner; nil where a rule found it.
  public var owner: UInt32?
  public var name: String?
  /// How it ended; nil where that is not known.
  public var status: ExitStatus?
  /// Whether nobody saw it end: it was found missing.
  public var isInferred: Bool
  /// Wall-clock time in nanoseconds since 1970; of an inferred death, when it was found missing.
  public var time: UInt64
  /// Wall-clock time of its beginning.
  public var startTime: UInt64?
  public var plan: CleanupPlan

  public init(
    process: ProcessIdentity, guardName: String, status: ExitStatus?, isInferred: Bool,
    time: UInt64, plan: CleanupPlan
  ) {
    id = DeathID(process, guardName: guardName)
    self.process = process
    self.guardName = guardName
    self.status = status
    self.isInferred = isInferred
    self.time = time
    self.plan = plan
  }
}
