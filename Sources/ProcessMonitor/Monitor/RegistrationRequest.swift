public import ProcessEvents

/// What a registrant asks for; what is nil is as the configured guard of that name has it.
public struct RegistrationRequest: Hashable, Sendable {
  public var process: ProcessID
  /// The clock tick in which the process began, from who knows it; another one that has got the id is refused then.
  public var startTicks: UInt64?
  public var guardName: String
  /// At most ``longestToken`` bytes of UTF-8 without control characters.
  public var token: String?
  public var trigger: GuardTrigger?
  public var onUnknown: UnknownEndPolicy?
  public var plan: CleanupPlan?

  public static let longestToken = 256

  public init(process: ProcessID, guardName: String, token: String? = nil) {
    self.process = process
    self.guardName = guardName
    self.token = token
  }
}

/// What came of it.
public struct RegistrationReceipt: Hashable, Sendable {
  public var registration: JournaledRegistration
  /// Whether it took the place of the same process's former one with the same guard.
  public var isReplacement: Bool
}

/// Which registrations are asked for; what is nil does not matter.
public struct RegistrationQuery: Hashable, Sendable {
  public var process: ProcessID?
  public var guardName: String?
  public var owner: UInt32?

  public init(process: ProcessID? = nil, guardName: String? = nil, owner: UInt32? = nil) {
    self.process = process
    self.guardName = guardName
    self.owner = owner
  }
}

/// Registrations that an answer has room for, by their processes' ids.
public struct RegistrationPage: Hashable, Sendable {
  public var registrations: [JournaledRegistration]
  /// After which the next page begins; nil on the last one.
  public var next: RegistrationKey?
}
