public import ProcessTable

/// How the monitor is doing.
public struct MonitorStatus: Hashable, Sendable {
  public var boot: BootID
  /// What is wrong, each in one sentence; empty where all is well.
  public var problems: [String]
  /// Whether registrations are taken and deaths detected.
  public var isReady: Bool
  public var guardCount: Int
  public var registrations: Int
  /// Of them, the requester's own.
  public var ownRegistrations: Int
  public var registrationLimit: Int
  /// How many deaths are in each state; of an ordinary user's requests, his own. Nil where the journal cannot be read.
  public var cleanups: [CleanupState: Int]?
  /// Clean-ups that run now.
  public var runningCleanups: Int
  public var detection: DetectionStatus
  public var journal: JournalStatus
  public var attempts: AttemptCounters

  public var isHealthy: Bool { problems.isEmpty }
}

/// What detection has done since the start.
public struct DetectionStatus: Hashable, Sendable {
  /// Of registered processes; what was seen and inferred is counted below.
  public var guards: GuardCounters
  /// Guarded deaths that were seen, and are in the journal; each once, by a registration or a rule's match.
  public var seen: UInt64
  /// Guarded deaths that were found missing, and are in the journal.
  public var inferred: UInt64
  /// Of those, deaths with an unknown status.
  public var unknown: UInt64
  /// Messages from the kernel.
  public var received: UInt64
  /// Events lost, exactly.
  public var lost: UInt64
  /// Datagrams that were not the kernel's.
  public var rejected: UInt64
  public var wakeups: UInt64
  /// Processes that are held by descriptor.
  public var heldProcesses: Int
  public var continuity: StartContinuity
}

/// What the monitor found of a predecessor's subscription.
public enum StartContinuity: String, Hashable, Sendable {
  /// There was no predecessor.
  case new
  case kept
  case broken

  /// - Parameter found: nil where there was no subscription.
  init(_ found: Continuity?, after predecessor: JournalPredecessor) {
    switch found {
    case .kept?: self = .kept
    case nil where predecessor == .none: self = .new
    default: self = .broken
    }
  }
}

public struct JournalStatus: Hashable, Sendable {
  public var path: String
  /// What keeps it from being written; nil where nothing does.
  public var problem: String?
  /// Nil where it cannot be read.
  public var size: JournalSize?
  /// Deaths in memory that it could not take yet.
  public var backlog: Int
  /// Deaths that found no room there; each is found again as an inferred one.
  public var refused: UInt64
  /// Attempts that were in progress when the monitor before this one ended.
  public var interruptedAttempts: Int
}

/// Attempts at clean-ups since the start.
public struct AttemptCounters: Hashable, Sendable {
  public var begun: UInt64 = 0
  public var succeeded: UInt64 = 0
  public var failed: UInt64 = 0
  public var gaveUp: UInt64 = 0
  /// Deaths that were settled by another's clean-up.
  public var folded: UInt64 = 0
  /// From the kernel's time of a seen death to the start of its first attempt.
  public var startDelay = DelayHistogram()

  public init() {}
}
