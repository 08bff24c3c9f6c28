/// What the daemon is to do: `/etc/pmon/pmond.yaml`, or these defaults where there is no file.
///
/// ```yaml
/// guards:
///   - name: postgres
///     match: name == postgres and user == postgres
///     on: abnormal
///     cleanup:
///       actions:
///         - command: [/usr/local/bin/release-locks, --all]
///       time_limit: 30s
/// ```
public struct MonitorConfiguration: Hashable, Sendable {
  public var guards: [GuardRule] = []
  public var access = MonitorAccess()
  public var limits = MonitorLimits()
  public var paths = MonitorPaths()

  public init() {}

  /// Where the daemon looks for its configuration.
  public static let standardPath = "/etc/pmon/pmond.yaml"

  /// Whether the processes that live must be watched, which costs events; registrations alone cost none.
  public var needsLivingProcesses: Bool { guards.contains { $0.match != nil } }
}
