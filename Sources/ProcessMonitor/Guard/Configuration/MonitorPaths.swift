/// Where the daemon's files are; all absolute.
public struct MonitorPaths: Hashable, Sendable {
  public var journal = "/var/lib/pmon/journal.sqlite"
  public var socket = "/run/pmon/pmon.sock"

  public init() {}
}
