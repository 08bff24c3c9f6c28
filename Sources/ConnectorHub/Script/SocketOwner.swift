/// Where the process that opens a socket stands, and what it may.
public struct SocketOwner: Hashable, Sendable {
  /// Whether it has CAP_NET_ADMIN in its user namespace.
  public var isPrivileged = true
  /// Whether its PID namespace is the initial one.
  public var isInInitialPIDNamespace = true
  /// Whether its user namespace is the initial one.
  public var isInInitialUserNamespace = true
  /// Whether its network namespace is the initial one.
  public var isInInitialNetworkNamespace = true

  /// Root, outside of all containers.
  public init() {}

  /// Root, outside of all containers.
  public static let root = SocketOwner()

  /// A user without CAP_NET_ADMIN, outside of all containers.
  public static let ordinaryUser = {
    var owner = SocketOwner()
    owner.isPrivileged = false
    return owner
  }()

  /// Root in a PID namespace of its own.
  public static let childPIDNamespace = {
    var owner = SocketOwner()
    owner.isInInitialPIDNamespace = false
    return owner
  }()

  /// Root there, and nobody outside.
  public static let childUserNamespace = {
    var owner = SocketOwner()
    owner.isInInitialUserNamespace = false
    return owner
  }()

  /// Root in a network namespace of its own.
  public static let childNetworkNamespace = {
    var owner = SocketOwner()
    owner.isInInitialNetworkNamespace = false
    return owner
  }()

  /// Whether the initial user namespace, which the connector asks about, grants CAP_NET_ADMIN.
  var isNetworkAdministrator: Bool { isPrivileged && isInInitialUserNamespace }

  /// Whether the connector listens to it at all; it says nothing to others.
  var isHeard: Bool { isInInitialPIDNamespace && isInInitialUserNamespace }
}
