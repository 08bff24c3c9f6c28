/// What a kernel's connector does, where kernels differ.
public struct KernelProfile: Hashable, Sendable {
  /// Whether each listener has a mask of its own and an IGNORE silences its sender alone.
  public var filtersEvents: Bool
  /// Whether users without CAP_NET_ADMIN may join the group.
  public var servesOrdinaryUsers: Bool

  public init(filtersEvents: Bool, servesOrdinaryUsers: Bool) {
    self.filtersEvents = filtersEvents
    self.servesOrdinaryUsers = servesOrdinaryUsers
  }

  // Versions have a dot, which a name can only show as an underscore.
  // swift-format-ignore: AlwaysUseLowerCamelCase
  /// Linux 6.6 and later.
  public static let linux6_6 = KernelProfile(filtersEvents: true, servesOrdinaryUsers: true)

  // swift-format-ignore: AlwaysUseLowerCamelCase
  /// Linux 6.1, and all others before 6.6.
  public static let linux6_1 = KernelProfile(filtersEvents: false, servesOrdinaryUsers: false)

  /// What a message takes of a socket's buffer, its overhead included.
  public static let messageBytes: UInt32 = 832

  /// The least buffer that a socket has. C: `SOCK_MIN_RCVBUF`
  public static let smallestBuffer: UInt32 = 2304
}
