internal import KernelInterface
internal import ProcessConnector
internal import ProcessEvents
internal import ProcessTable

/// The detector's socket, and what outlives the daemon beside it.
struct GuardSubscription: ~Copyable {
  var reader: ConnectorReader
  /// Nil where nothing keeps it, or where it cannot be had.
  let unsettled: UnsettledEvents?
  /// Whether a successor will find socket and events.
  let isKept: Bool
  /// What a predecessor left; nil where it left no socket.
  let continuity: Continuity?

  private static let socketName = "events"

  /// Whether a kept descriptor is one of these.
  static func isNamed(_ name: String) -> Bool {
    name == socketName || name == UnsettledEvents.name
  }

  init(
    boot: BootID, _ limits: MonitorLimits, store: (any DescriptorStore)?, kept: [KeptDescriptor]
  ) throws(ConnectorError) {
    let configuration = ConnectorConfiguration(
      events: .nonzeroExit, delivery: .immediate,
      receiveBuffer: ReceiveBuffer(bytes: Int32(clamping: limits.receiveBuffer / 2)))
    let former = kept.first { $0.name == UnsettledEvents.name }.flatMap {
      UnsettledEvents(adopting: OwnedDescriptor(owning: $0.rawDescriptor), boot: boot)
    }
    let events = former ?? Self.makeEvents(boot, limits, store)
    unsettled = events
    guard let socket = kept.first(where: { $0.name == Self.socketName })?.rawDescriptor else {
      continuity = nil
      events?.abandon(keepingEvents: false)
      reader = try ConnectorReader(configuration, storingIn: events?.ring)
      guard let store, reader.filterStage == .connector,
        (try? store.keep(reader.socketDescriptor, as: Self.socketName)) != nil
      else {
        isKept = false
        return
      }
      reader.handOn()
      isKept = Self.keep(events, of: reader, in: store)
      return
    }
    let descriptor = OwnedDescriptor(owning: socket)
    let cookie = (try? NetlinkSocket.cookie(of: socket)) ?? 0
    let drops = (try? NetlinkSocket.memory(of: socket))?.drops
    // It was kept only where the connector itself filters.
    if let events, let drops, events.isWhole(with: cookie, drops: drops) {
      continuity = .kept
      reader = try ConnectorReader(
        adopting: descriptor, configuration, stage: .connector, dropsTold: drops,
        storingIn: events.ring)
      reader.handOn()
      isKept = store != nil
      return
    }
    continuity = .broken
    events?.abandon(keepingEvents: events?.belongs(to: cookie) == true)
    reader = try ConnectorReader(
      adopting: descriptor, configuration, stage: .connector, storingIn: events?.ring)
    reader.handOn()
    if let store {
      isKept = Self.keep(events, of: reader, in: store)
    } else {
      isKept = false
    }
  }

  private static func makeEvents(
    _ boot: BootID, _ limits: MonitorLimits, _ store: (any DescriptorStore)?
  ) -> UnsettledEvents? {
    guard let store else { return nil }
    // What is there was not to be used; a store may keep two of a name.
    try? store.drop(UnsettledEvents.name)
    var size = limits.unsettledMemory
    while true {
      if let events = try? UnsettledEvents(boot: boot, size: size) { return events }
      // An ordinary user may lock little memory.
      guard size > UnsettledEvents.smallestSize else { return nil }
      size /= 2
    }
  }

  /// - Returns: whether it is kept.
  private static func keep(
    _ events: UnsettledEvents?, of reader: borrowing ConnectorReader,
    in store: any DescriptorStore
  ) -> Bool {
    guard let events, let cookie = try? NetlinkSocket.cookie(of: reader.socketDescriptor) else {
      return false
    }
    events.begin(socket: cookie, dropsTold: reader.dropsTold)
    do {
      try store.keep(events.rawDescriptor, as: UnsettledEvents.name)
      return true
    } catch {
      return false
    }
  }

  /// Ends the subscription with its reader, and leaves nothing to a successor.
  mutating func giveUp(in store: (any DescriptorStore)?) {
    reader.handOn(false)
    unsettled?.abandon(keepingEvents: false)
    try? store?.drop(Self.socketName)
    try? store?.drop(UnsettledEvents.name)
  }
}
