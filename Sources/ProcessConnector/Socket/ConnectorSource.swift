/// Who tells of the events.
@nonexhaustive
public enum ConnectorSource: Hashable, Sendable {
  /// The kernel's own connector.
  case kernel
  /// A connector in user space, by its socket: in containers and for users whom the kernel does not serve. It tells
  /// each what he may hear of, by the process ids that hold where he is.
  case hub(path: String)
  /// The kernel, and where it does not serve this process, the hub at ``usualHub`` if there is one.
  case automatic

  /// Where the monitor daemon has the socket of its hub.
  public static let usualHub = "/run/pmon/connector.sock"
}
