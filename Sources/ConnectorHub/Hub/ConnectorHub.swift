internal import ProcessEvents

/// The kernel's process connector in user space: listeners, what each of them wants and may see, and a bounded queue
/// for each.
///
/// A value that performs no effect: time and events come from the caller, and who has become readable is asked for
/// (``takeReadable(_:)``). It is for one thread at a time.
///
/// An event costs what the distinct filters cost that may want one of its shape, and a copy of its datagram for each
/// that does, however many listeners share it. Where a listener stands is a number; what it has lost
/// is worked out when it is looked at, or once in as many events as its buffer holds.
public struct ConnectorHub: Sendable {
  /// Decides by a datagram's bytes whether a listener takes it, as a classic BPF program would.
  public typealias SocketFilter = @Sendable (Span<UInt8>) -> Bool

  /// The kernel whose connector this is.
  public let profile: KernelProfile
  /// What the hub takes at most.
  public let limits: HubLimits

  /// The count of listeners that all share where the profile has ``KernelQuirks/countsForAll``; below one, nothing is
  /// sent to anybody.
  public internal(set) var listenerCount = 0

  /// Messages that fail for want of memory from now on: each takes its number and reaches nobody.
  var failingAllocations = 0

  var listeners: [Listener] = []
  var freeListeners: [Int32] = []
  var groups: [Group] = []
  var freeGroups: [Int32] = []
  var groupsByInterest: [Interest: Int32] = [:]
  var views: [View] = []
  var freeViews: [Int32] = []
  var viewsByPolicy: [Policy: Int32] = [:]
  /// The views that see everything, those of one user each, and all others.
  var openViews: [Int32] = []
  var userViews: [UInt32: [Int32]] = [:]
  var scopedViews: [Int32] = []

  var pool = ChunkPool()
  /// The datagram being written.
  var scratch = [UInt8](repeating: 0, count: ChunkPool.stride)
  /// Listeners and groups that have become readable since somebody asked.
  var wokenListeners: [ListenerID] = []
  var wokenGroups: [Int32] = []
  var totals = HubCounters()

  /// Makes a hub without listeners.
  public init(_ profile: KernelProfile = .linux6_6, limits: HubLimits = HubLimits()) {
    self.profile = profile
    self.limits = limits
    // The view of the kernel itself is there before its first listener, and counts its messages on without any.
    _ = view(of: .everything)
  }

  /// Whether listeners are counted over the whole machine.
  var countsForAll: Bool { !profile.filtersEvents || profile.quirks.contains(.countsForAll) }
}
