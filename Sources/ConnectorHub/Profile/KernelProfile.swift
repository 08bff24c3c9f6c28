/// Which kernel's connector is meant, and which of its traps are left out.
public struct KernelProfile: Hashable, Sendable {
  /// Whether each listener has a mask of its own and an IGNORE silences its sender alone.
  public var filtersEvents: Bool
  /// Whether users without CAP_NET_ADMIN may join the group.
  public var servesOrdinaryUsers: Bool
  /// What of the kernel's behaviour that surprises is kept.
  public var quirks: KernelQuirks
  /// What a message takes of a socket's buffer in bytes, its overhead included.
  public var messageBytes: UInt32

  /// Makes a profile of its parts; those of known kernels are there already.
  public init(
    filtersEvents: Bool, servesOrdinaryUsers: Bool, quirks: KernelQuirks = .all,
    messageBytes: UInt32 = 832
  ) {
    precondition(messageBytes > 0)
    self.filtersEvents = filtersEvents
    self.servesOrdinaryUsers = servesOrdinaryUsers
    self.quirks = quirks
    self.messageBytes = messageBytes
  }

  // Versions have a dot, which a name can only show as an underscore.
  // swift-format-ignore: AlwaysUseLowerCamelCase
  /// Linux 6.6 and later. A message takes the room that it takes on Linux 6.18.
  public static let linux6_6 = KernelProfile(filtersEvents: true, servesOrdinaryUsers: true)

  // swift-format-ignore: AlwaysUseLowerCamelCase
  /// Linux 6.1, and all others before 6.6: no mask, and one count of listeners for everybody.
  public static let linux6_1 = KernelProfile(
    filtersEvents: false, servesOrdinaryUsers: false, messageBytes: 768)

  /// Linux 6.6 and later as it reads, without any of its traps.
  public static let strict = KernelProfile(
    filtersEvents: true, servesOrdinaryUsers: true, quirks: [])

  /// Linux 6.6 and later without those of its traps by which one client can harm or hear another: for clients that
  /// know the kernel's connector. What it does that surprises its sender alone stays, such as that only LISTEN to everything is
  /// acknowledged. A message takes its own bytes.
  public static let served = KernelProfile(
    filtersEvents: true, servesOrdinaryUsers: true,
    quirks: [.masksAcknowledgements, .unknownBitsAskForAll], messageBytes: 76)

  /// The least buffer that a socket has. C: `SOCK_MIN_RCVBUF`
  public static let smallestBuffer: UInt32 = 2304

  /// The buffer of a socket that has not asked for another. C: `net.core.rmem_default`
  public static let usualBuffer: UInt32 = 212_992

  /// Messages that find room in a buffer of so many bytes; an empty one takes any.
  func messages(in bytes: UInt32) -> Int { max(1, Int(bytes / messageBytes)) }
}
