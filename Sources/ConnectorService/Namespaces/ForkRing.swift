internal import KernelInterface
internal import ProcessEvents
internal import ProcessTable

/// The forks of one CPU: an event for this process's own numbers, whose ring takes in the events of other namespaces.
final class ForkRing {
  let cpu: Int32
  let pages: Int
  private let event: PerfEvent
  private let ring: PerfRing
  private var inner: [Int: InnerEvent] = [:]
  private var position: UInt64 = 0
  private var pairing: ForkPairing
  private var walk = RecordWalk()

  private final class InnerEvent {
    let event: PerfEvent
    let id: UInt64

    init(_ descriptor: Int32) throws(SystemCallError) {
      event = PerfEvent(owning: descriptor)
      id = try event.id()
    }
  }

  init(cpu: Int32, pages: Int) throws(SystemCallError) {
    self.cpu = cpu
    self.pages = pages
    // Nobody waits for it: it is read whenever an event of the connector asks.
    let event = try PerfTaskRecords.open(cpu: cpu, watermark: .max)
    ring = try PerfRing(for: event, pages: pages)
    pairing = ForkPairing(own: try event.id())
    try event.enable()
    self.event = event
  }

  /// Takes ownership of the event of another namespace.
  func add(_ descriptor: Int32, slot: Int) throws(SystemCallError) {
    let new = try InnerEvent(descriptor)
    try new.event.write(into: event)
    pairing.slots[new.id] = slot
    inner[slot] = new
    try new.event.enable()
  }

  func remove(slot: Int) {
    guard let old = inner.removeValue(forKey: slot) else { return }
    pairing.slots[old.id] = nil
  }

  /// Appends what is there.
  func drain(into records: inout ForkRecords) {
    let head = ring.head
    guard head != position else { return }
    position = ring.withBytes { memory in
      walk.walk(memory, from: position, to: head) { bytes, _ in
        switch pairing.take(bytes) {
        case .nothing: break
        case .fork(let record): records.append(record)
        case .lost(let time): records.wereLost(before: time)
        }
        return true
      }
    }
    if walk.takeDamaged() > 0 {
      records.wereLost(before: KernelInstant(nanoseconds: Clocks.monotonic))
    }
    ring.release(upTo: position)
  }
}
