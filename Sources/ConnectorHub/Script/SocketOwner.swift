/// Where the process that opens a socket stands, and what it may.
public struct SocketOwner: Hashable, Sendable {
  /// Whether it has CAP_NET_ADMIN in its user namespace.
  public var isPrivileged = true
  public var isInInitialPIDNamespace = true
  public var isInInitialUserNamespace = true
  public var isInInitialNetworkNamespace = true

  public init() {}

  public static let root = SocketOwner()

  public static let ordinaryUser = {
    var owner = SocketOwner()
    owner.isPrivileged = false
    return owner
  }()

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
