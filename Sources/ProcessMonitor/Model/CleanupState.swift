/// Where the clean-up of a death stands, in Oracle's words.
public enum CleanupState: String, Hashable, Sendable, Codable, CaseIterable {
  case pending = "PENDING"
  case inProgress = "IN PROGRESS"
  /// Done; it is never done again.
  case resourcesFreed = "RESOURCES FREED"
  /// An attempt has failed, and another will follow.
  case partialCleanup = "PARTIAL CLEANUP"
  /// No attempt is left.
  case gaveUp = "GAVE UP"
  /// There is nothing to do but to tell of it.
  case reported = "REPORTED"
}

/// What came of one attempt.
public struct CleanupOutcome: Hashable, Sendable, Codable {
  public var succeeded: Bool
  /// The wait status of the command that ended the attempt; nil where none ran to its end.
  public var status: UInt32?
  /// What went wrong, in one line; nil on success.
  public var problem: String?
  /// The last of what it wrote to standard output and error, at most 4 KiB.
  public var outputTail: String

  public init(succeeded: Bool, status: UInt32?, problem: String?, outputTail: String) {
    self.succeeded = succeeded
    self.status = status
    self.problem = problem
    self.outputTail = outputTail
  }
}
