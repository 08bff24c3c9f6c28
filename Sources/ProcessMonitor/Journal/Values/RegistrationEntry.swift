public import ProcessTable

/// What is kept of a process that asked for a clean-up, or for which somebody did, in case it dies abnormally.
///
/// A process has at most one with each guard, since a death is named by both; a second takes the first one's place.
public struct RegistrationEntry: Hashable, Sendable {
  public var process: ProcessIdentity
  public var guardName: String
  /// Whatever the one who registered wants to be told again at the clean-up.
  public var token: String?
  /// The user who registered it.
  public var owner: UInt32
  public var plan: CleanupPlan
  /// Wall-clock time in nanoseconds since 1970.
  public var time: UInt64

  public init(
    process: ProcessIdentity, guardName: String, token: String?, owner: UInt32, plan: CleanupPlan,
    time: UInt64
  ) {
    self.process = process
    self.guardName = guardName
    self.token = token
    self.owner = owner
    self.plan = plan
    self.time = time
  }
}

/// Names a registration; a number that no other gets, also when it has been withdrawn.
public struct RegistrationID: RawRepresentable, Hashable, Sendable, Codable {
  public var rawValue: Int64

  public init(rawValue: Int64) { self.rawValue = rawValue }
}

/// A registration as the journal holds it.
public struct JournaledRegistration: Hashable, Sendable {
  public var id: RegistrationID
  public var registration: RegistrationEntry
}
