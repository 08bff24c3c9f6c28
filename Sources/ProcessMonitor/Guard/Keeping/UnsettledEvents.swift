package import KernelInterface
package import ProcessTable

/// What outlives the daemon beside its socket: the events that were read from it and whose consequences are not stored
/// yet, and what a successor must know to rely on silence.
///
/// The header's rule: what makes a successor's trust wrong is written before the fact behind it can be lost, and taken
/// back after its last consequence has been stored. Nothing in here is believed further than it can be checked.
package final class UnsettledEvents: Sendable {
  private let memory: SharedMemory
  package let ring: ReceiveRing

  /// Its name in a ``DescriptorStore``.
  package static let name = "unsettled"

  private enum Word: Int {
    /// Written last when the memory is set up, so that one that is not complete is not valid.
    case magic
    /// Of the layout of header and ring, and of what goes into them: a change of either needs another number.
    case version
    /// Which boot of the machine the rest is of.
    case bootHigh, bootLow
    /// The number of the socket that the events are from: a memory and a socket may have been kept at different times.
    case socket
    /// Where the kernel filters: 1 is in the connector, the only place that a successor can go on with.
    case stage
    /// Whether ``GuardEngine/isSettled``, and all that it had decided by then is stored. It becomes 0 before a loss
    /// leaves the difference between ``dropsTold`` and the socket's counter, and before the event is freed that made
    /// a process's end doubtful. It becomes 1 once the decisions about all doubtful ones are stored.
    case isSettled
    /// How many drops of the socket the engine has dealt with. As long as it is behind the socket's own count, a
    /// successor sees the loss there; the engine is known not to be settled before it follows.
    case dropsTold
    /// How many processes had been begun when all registered ones were last known to be their own, as an id that was
    /// given out anew must not be taken for its former bearer. It may be late: the number only makes careful.
    case forkBase
  }

  private static let magic: UInt64 = 0x676E_6972_6E6F_6D70
  private static let version: UInt64 = 1
  private static let ringOffset = 128
  private static let connectorStage: UInt64 = 1

  /// The least size, in bytes.
  package static let smallestSize = ringOffset + ReceiveRing.smallestSize

  /// Makes a new one, which is not valid before ``begin(socket:dropsTold:)``.
  package init(boot: BootID, size: UInt64) throws(SystemCallError) {
    let size = max(Self.smallestSize, Int(clamping: min(size, 1 << 30)) & ~4095)
    memory = try SharedMemory(name: "pmon-\(Self.name)", size: size)
    ring = ReceiveRing(in: memory, at: Self.ringOffset)
    self[.version] = Self.version
    self[.bootHigh] = boot.high
    self[.bootLow] = boot.low
  }

  /// Takes over what a predecessor left.
  ///
  /// - Returns: nil where it is not of this version and this boot; it is spoilt then.
  package init?(adopting descriptor: consuming OwnedDescriptor, boot: BootID) {
    guard let memory = SharedMemory.adopt(descriptor) else { return nil }
    func word(_ word: Word) -> UInt64 { memory[word: word.rawValue * 8] }
    guard memory.size >= Self.smallestSize, word(.magic) == Self.magic,
      word(.version) == Self.version, word(.bootHigh) == boot.high, word(.bootLow) == boot.low
    else {
      memory[word: 0] = 0
      return nil
    }
    self.memory = memory
    ring = ReceiveRing(in: memory, at: Self.ringOffset)
  }

  private subscript(word: Word) -> UInt64 {
    get { memory[word: word.rawValue * 8] }
    set { memory[word: word.rawValue * 8] = newValue }
  }

  package var rawDescriptor: Int32 { memory.rawDescriptor }

  /// Whether the events are those of a socket.
  package func belongs(to socket: UInt64) -> Bool {
    self[.socket] == socket && self[.stage] == Self.connectorStage
  }

  /// Whether ring and socket together hold everything of which nothing is stored: silence proves a normal end.
  ///
  /// - Parameter drops: the socket's present count.
  package func isWhole(with socket: UInt64, drops: UInt32) -> Bool {
    belongs(to: socket) && isSettled && !ring.hadDetour && self[.dropsTold] == UInt64(drops)
  }

  package private(set) var isSettled: Bool {
    get { self[.isSettled] == 1 }
    set { self[.isSettled] = newValue ? 1 : 0 }
  }

  package var dropsTold: UInt32 { UInt32(truncatingIfNeeded: self[.dropsTold]) }

  /// The number of ``ForkCount``; nil where there is none.
  package var forkBase: UInt64? {
    get { self[.forkBase] == 0 ? nil : self[.forkBase] }
    set { self[.forkBase] = newValue ?? 0 }
  }

  /// Gives up what is not whole. The events stay where they are of the same socket: what they say is true, though
  /// silence is not.
  package func abandon(keepingEvents: Bool) {
    isSettled = false
    if !keepingEvents {
      self[.magic] = 0
      forkBase = nil
      ring.removeAll()
    }
    ring.endDetour()
  }

  /// Makes it valid, for a socket whose drops so far are dealt with, and not settled yet.
  package func begin(socket: UInt64, dropsTold: UInt32) {
    isSettled = false
    self[.socket] = socket
    self[.stage] = Self.connectorStage
    self[.dropsTold] = UInt64(dropsTold)
    self[.magic] = Self.magic
  }

  /// Takes note of the engine's state after it has taken in what was read, before any of that is freed.
  package func note(isSettled: Bool, dropsTold: UInt32) {
    if !isSettled, self.isSettled { self.isSettled = false }
    if self.dropsTold != dropsTold { self[.dropsTold] = UInt64(dropsTold) }
  }

  /// Takes note that the engine is settled, and that all it has decided so far is stored.
  package func settle() { if !isSettled { isSettled = true } }
}
