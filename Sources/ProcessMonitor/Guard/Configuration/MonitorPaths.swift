/// Where the daemon's files are; all absolute.
public struct MonitorPaths: Hashable, Sendable {
  public var journal = "/var/lib/pmon/journal.sqlite"
  public var socket = "/run/pmon/pmon.sock"
  /// The socket at which the kernel's connector is served; nil where it is not. By default it is beside the other one.
  public var connector: String? = "/run/pmon/connector.sock"

  public init() {}

  /// The standard place beside the API's socket.
  static func connector(beside socket: String) -> String {
    socket.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/connector.sock"
  }
}
