/// Who may see and do what; `access:` in the configuration.
///
/// Root and the daemon's own user may do everything, whatever stands here.
public struct MonitorAccess: Hashable, Sendable {
  /// Name of the group whose users see and do everything, like root; it is also the socket's group.
  public var group: String?
  public var registrations = UserRegistrations.own

  public init() {}
}

/// What ordinary users may register; `registrations:` in the configuration.
public enum UserRegistrations: String, Hashable, Sendable, CaseIterable {
  /// Their own processes.
  case own
  /// Nothing.
  case nothing = "none"
}
