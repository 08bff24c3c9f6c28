/// What the kernel's connector does that surprises, each with what stands in its place where it is left out.
///
/// All were seen on Linux 6.12 and 6.18, and where it says so on 6.1; `Tests/ConnectorHubTests` compares each with
/// the kernel that the tests run on. What is left out is said for a profile that filters events.
public struct KernelQuirks: OptionSet, Hashable, Sendable {
  public var rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// An acknowledgement is sent to everybody: every listener to everything gets all of them, and nobody can tell whom
  /// one is for but by its token. Linux 6.1 has no masks, so there every listener does.
  ///
  /// Without it, an acknowledgement goes to the sender of the request alone, and takes no number.
  public static let acknowledgesToAll = KernelQuirks(rawValue: 1 << 0)

  /// An operation that is neither LISTEN nor IGNORE is refused, yet its mask is stored: from then on
  /// the socket is filtered by it, also one that ignored.
  ///
  /// Without it, nothing changes.
  public static let storesRefusedOperations = KernelQuirks(rawValue: 1 << 1)

  /// A socket that has joined the group hears everything before its first request, once anybody listens.
  ///
  /// Without it, a socket hears nothing until its first LISTEN.
  public static let hearsBeforeListening = KernelQuirks(rawValue: 1 << 2)

  /// Listeners are counted over the whole machine, and while the count is below one nothing is sent and nothing is
  /// acknowledged. Since Linux 6.6 it counts a socket's changes to and from LISTEN, but:
  /// - closing a socket that listens leaves it as it is, for ever (a correction that set it to 0 when nobody was
  ///   left was in some versions of 2024 and was taken back, since an event that every mask withheld
  ///   looked the same);
  /// - a refused operation is no LISTEN, so a second LISTEN behind it counts twice;
  /// - and it is no IGNORE, so an IGNORE behind it counts down what was never counted up, which silences others.
  ///
  /// Before, each request counts, whoever sends it: anybody's IGNORE silences somebody else.
  ///
  /// Without it, each listener stands for itself.
  public static let countsForAll = KernelQuirks(rawValue: 1 << 3)

  /// A mask without any bit that the kernel knows asks for everything.
  ///
  /// Without it, such a mask is refused with EINVAL; only 0 asks for everything.
  public static let unknownBitsAskForAll = KernelQuirks(rawValue: 1 << 4)

  /// A mask is applied to acknowledgements as well, which have no bit that it could ask for: only who listens to
  /// everything gets one. So a narrower mask swallows the acknowledgement of itself, and IGNORE is never acknowledged to
  /// who sent it. A refused operation counts with its own mask, as if that were stored.
  ///
  /// Without it, whoever sends a request gets an answer.
  public static let masksAcknowledgements = KernelQuirks(rawValue: 1 << 5)

  /// Everything that surprises, as the kernel has it.
  public static let all: KernelQuirks = [
    .acknowledgesToAll, .masksAcknowledgements, .storesRefusedOperations, .hearsBeforeListening,
    .countsForAll,
    .unknownBitsAskForAll,
  ]
}
