/// Slots in the order in which they were added: a ring that grows.
struct SlotQueue: Sendable {
  private var ring: [SlotReference] = []
  private var head = 0
  private(set) var count = 0

  var byteCount: Int { ring.capacity * MemoryLayout<SlotReference>.stride }

  var first: SlotReference? { count == 0 ? nil : ring[head] }

  mutating func append(_ reference: SlotReference) {
    if count == ring.count { grow() }
    ring[(head + count) & (ring.count - 1)] = reference
    count += 1
  }

  mutating func removeFirst() -> SlotReference? {
    guard count > 0 else { return nil }
    defer {
      head = (head + 1) & (ring.count - 1)
      count -= 1
    }
    return ring[head]
  }

  private mutating func grow() {
    var larger = Array(repeating: SlotReference.none, count: max(64, ring.count * 2))
    for offset in 0..<count { larger[offset] = ring[(head + offset) & (ring.count - 1)] }
    ring = larger
    head = 0
  }
}
