internal import KernelInterface
internal import ProcessConnector
internal import ProcessEvents

/// A listener of the self-test, which remembers everything.
struct Witness: ~Copyable {
  private var reader: EventReader
  private(set) var seen: [ProcessEvent] = []

  /// How long to wait for an event that is due, in nanoseconds: the kernel has queued it by then.
  private static let patience: UInt64 = 5_000_000_000

  init(_ mask: EventMask, receiveBuffer: ReceiveBuffer = .default) throws(ConnectorError) {
    reader = try EventReader(mask, receiveBuffer: receiveBuffer)
  }

  var counters: ConnectorCounters { reader.counters }

  var descriptor: Int32 { reader.descriptor }

  mutating func setEvents(_ mask: EventMask) throws(ConnectorError) {
    try reader.setEvents(mask)
  }

  /// Reads all that has come.
  mutating func drain() throws(ConnectorError) {
    while true {
      let reception = try reader.receive { events in
        for index in events.indices { seen.append(events[index]) }
      }
      if reception.isDrained { return }
    }
  }

  /// The events that concern a process, once they are enough, or when the time is over.
  mutating func events(
    of process: ProcessID, until isEnough: ([ProcessEvent]) -> Bool
  ) throws -> [ProcessEvent] {
    let end = Clocks.monotonic &+ Witness.patience
    while true {
      try drain()
      let found = seen.filter { $0.task?.process == process }
      let now = Clocks.monotonic
      if isEnough(found) || now >= end { return found }
      _ = try pollReadable(reader.descriptor, timeout: end - now)
    }
  }
}
