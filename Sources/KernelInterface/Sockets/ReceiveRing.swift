/// A ring of received datagrams in shared memory: each stays until it is freed, whatever becomes of the process.
///
/// `recvmmsg(2)` writes right into it. A process that is killed in the middle of the call ends on the way back to
/// user mode, when bytes, sender and length of all that was taken out of the socket are in their places. Which
/// places are filled is told by them alone, so that no count has to be written afterwards. Whoever opens the memory
/// next gets what was not freed, in its order; not before the one that used it has ended, since each process writes
/// its own addresses into it.
///
/// Positions count datagrams and never start anew; modulo the capacity they are places. For one thread at a time.
package final class ReceiveRing: @unchecked Sendable {
  /// Datagrams that fit.
  package let capacity: Int

  private let memory: SharedMemory
  private let offset: Int
  private let slab: ReceiveSlab
  /// The first position that is not free.
  private var head: UInt64
  /// The position after the last that is not free.
  private var tail: UInt64
  /// The end of what has been handed out.
  package private(set) var position: UInt64
  /// How often something may have been received beside the ring for want of room.
  package private(set) var detours: UInt64 = 0

  /// More than a datagram of the connector has, so that a longer one shows by its length.
  private static let slotSize = 80
  /// Two words, and what keeps the rest aligned.
  private static let controlSize = 64

  /// Opens the ring in the rest of a memory behind `offset`, a multiple of 64; zeros are an empty one.
  package init(in memory: SharedMemory, at offset: Int) {
    self.memory = memory
    self.offset = offset
    let room = memory.size - offset - Self.controlSize
    capacity = room / ReceiveSlab.bytesPerSlot(Self.slotSize)
    slab = ReceiveSlab(
      in: memory, at: offset + Self.controlSize, capacity: capacity, slotSize: Self.slotSize)
    // Only a place to begin with: any number will do.
    head = memory[word: offset] % UInt64(capacity)
    position = head
    tail = head
    for distance in 0..<capacity {
      let index = Int((head + UInt64(distance)) % UInt64(capacity))
      if slab.isFilled(at: index) {
        tail = head + UInt64(distance) + 1
      } else {
        slab.empty(at: index)
      }
    }
  }

  /// The least memory in which a ring has some room, in bytes.
  package static let smallestSize = controlSize + 512 * 256

  /// Where the words are: the head's, and whether there was a detour since ``endDetour()``.
  private var headWord: Int { offset }
  private var detourWord: Int { offset + 8 }

  /// Whether something may have been received beside the ring, which a successor would not find.
  package var hadDetour: Bool { memory[word: detourWord] != 0 }

  /// Places that the next receive can fill; they lie side by side.
  package var room: Int {
    let free = capacity - Int(tail - head)
    return min(free, capacity - Int(tail % UInt64(capacity)))
  }

  /// Whether half of it is taken.
  package var isCrowded: Bool { Int(tail - head) > capacity / 2 }

  /// Receives at most `limit` datagrams, for which there must be ``room``; the former ones stay.
  package func receive(
    from descriptor: Int32, limit: Int
  ) throws(SystemCallError) -> ReceivedDatagrams {
    precondition(limit <= room && position == tail)
    let received = try slab.receive(
      from: descriptor, limit: limit, at: Int(tail % UInt64(capacity)))
    tail += UInt64(received.count)
    position = tail
    return received
  }

  /// Takes note that the caller is about to receive into memory of his own; to be called before.
  package func beginDetour() {
    detours += 1
    if !hadDetour { memory[word: detourWord] = 1 }
  }

  /// Takes note that nothing that was received beside the ring matters any more.
  package func endDetour() {
    if hadDetour { memory[word: detourWord] = 0 }
  }

  /// What a predecessor did not free, in its order, until all has been handed out; to be taken before anything is
  /// received.
  package func takeLeftOvers(limit: Int) -> ReceivedDatagrams? {
    while position < tail, !slab.isFilled(at: place(of: position)) { position += 1 }
    guard position < tail else { return nil }
    let first = place(of: position)
    var count = 0
    while count < limit, position < tail, first + count < capacity,
      slab.isFilled(at: first + count)
    {
      count += 1
      position += 1
    }
    return slab.received(count, at: first)
  }

  /// Frees what lies before a position that has been handed out.
  package func free(upTo end: UInt64) {
    precondition(end <= position)
    guard end > head else { return }
    // The places first: an old head with emptied places behind it is as good, and none is ever found filled that
    // was freed.
    for position in head..<end { slab.empty(at: place(of: position)) }
    head = end
    memory[word: headWord] = head
  }

  /// Frees everything, whether it has been handed out or not.
  package func removeAll() {
    position = tail
    free(upTo: tail)
  }

  private func place(of position: UInt64) -> Int { Int(position % UInt64(capacity)) }

  /// Puts datagrams into the ring as the kernel does, in one call that may not come back.
  ///
  /// - Parameter returns: false where the process is killed in it.
  package func place(_ datagrams: [[UInt8]], from port: UInt32, returns: Bool) -> ReceivedDatagrams?
  {
    precondition(datagrams.count <= room && position == tail)
    let first = place(of: tail)
    for (index, datagram) in datagrams.enumerated() {
      slab.place(datagram.span, from: port, at: first + index)
    }
    guard returns else { return nil }
    tail += UInt64(datagrams.count)
    position = tail
    return slab.received(datagrams.count, at: first)
  }
}
