internal import ProcessEvents

/// Who the processes are: identities, names, families and durations, from events, from perf's side band and
/// from what `/proc` said.
///
/// It performs no effect and is bounded: dead processes are kept for a second, and longer only as ancestors
/// of living ones. Where more processes live than fit, the newest are not taken in and count as
/// ``untracked``. Every fact says how well it is known.
///
/// Things are to be taken in by their time: a question about a process is about the present.
public struct ProcessTable: Sendable {
  var entries: [ProcessEntry] = []
  var index = ProcessIndex()
  var executables = StringPool()
  var controlGroups = StringPool()
  var arguments: [UInt32: ArgumentList] = [:]
  /// Threads with names of their own, as far as the side band has told them.
  var threadNames: [Int32: CommandName] = [:]
  /// The names of users, by their ids; nil where there is no such user.
  package var userNames: [UInt32: String] = [:]
  private var firstFree = ProcessEntry.noSlot
  /// The dead, in the order of their ends.
  var dead = SlotQueue()
  /// Those kept only since they are ancestors.
  var ancestors = SlotQueue()
  /// Goes up whenever something was lost, and everything known before becomes uncertain.
  var epoch: UInt32 = 0
  /// Whether the side band was found not to have told of an exec, or a process has a user that only another look at
  /// it can tell.
  var isInDoubt = false

  /// Processes that the table holds, the dead among them.
  public private(set) var count = 0

  /// Processes that found no room so far.
  public internal(set) var untracked: UInt64 = 0

  /// The most processes that it holds.
  public let capacity: Int

  /// How a process's arguments are kept: for those that were asked about only.
  struct ArgumentList: Sendable {
    var list: [String]
    var state: ProcessEntry.State
  }

  /// How long the dead are kept, in nanoseconds: some deaths are told a moment after they happened.
  static let retention: UInt64 = 1_000_000_000

  /// - Parameter capacity: the most processes that it holds; each takes some 150 bytes.
  public init(capacity: Int = 200_000) { self.capacity = max(16, capacity) }

  /// Bytes of memory that the table takes, but for the texts of paths and arguments.
  public var byteCount: Int {
    entries.capacity * MemoryLayout<ProcessEntry>.stride + index.byteCount + dead.byteCount
      + ancestors.byteCount
  }
}

extension ProcessTable {
  /// The newest process with an id that had begun by `instant`; nil where there is none.
  ///
  /// It may have ended, unless something was lost since: then another may have got its id.
  func slot(of process: Int32, at instant: UInt64) -> Int? {
    var slot = index[process]
    while slot != ProcessEntry.noSlot {
      let entry = entries[Int(slot)]
      if entry.start <= instant {
        return entry.end >= instant || entry.epoch == epoch ? Int(slot) : nil
      }
      slot = entry.older
    }
    return nil
  }

  /// As ``slot(of:at:)``, of a process that lives, and a new slot where nothing was known of it.
  mutating func slotOrNew(of process: Int32, at instant: UInt64) -> Int? {
    if let slot = slot(of: process, at: instant) {
      if entries[slot].end >= instant || revive(slot) { return slot }
    } else if index[process] != ProcessEntry.noSlot {
      return nil
    }
    let slot = insert(process, at: instant)
    // Nobody has told how it began.
    if let slot { entries[slot].marks.insert(.hasUncountedThreads) }
    return slot
  }

  func isCurrent(_ reference: SlotReference) -> Bool {
    reference.slot != ProcessEntry.noSlot
      && entries[Int(reference.slot)].generation == reference.generation
  }

  func reference(to slot: Int) -> SlotReference {
    SlotReference(slot: UInt32(slot), generation: entries[slot].generation)
  }

  /// A slot for a process that begins; one that has the id and lives is taken to have ended.
  ///
  /// - Returns: nil where there is no room.
  mutating func insert(_ process: Int32, at instant: UInt64) -> Int? {
    guard process > 0 else { return nil }
    let older = index[process]
    if older != ProcessEntry.noSlot, entries[Int(older)].isAlive {
      end(Int(older), at: instant)
    }
    guard let slot = takeSlot(at: instant) else {
      untracked &+= 1
      return nil
    }
    var entry = ProcessEntry(
      process: process, generation: entries[slot].generation, epoch: epoch)
    entry.marks = [.isUsed, .hasChanged]
    entry.start = instant
    // To make room, the older one may have been removed.
    entry.older = index[process]
    entries[slot] = entry
    index.set(process, to: UInt32(slot))
    count += 1
    return slot
  }

  private mutating func takeSlot(at instant: UInt64) -> Int? {
    if count >= capacity { makeRoom() }
    if firstFree != ProcessEntry.noSlot {
      let slot = Int(firstFree)
      firstFree = entries[slot].older
      return slot
    }
    guard entries.count < capacity else { return nil }
    entries.append(ProcessEntry(process: 0, generation: 0, epoch: 0))
    return entries.count - 1
  }

  /// Gives a slot back.
  mutating func free(_ slot: Int) {
    let entry = entries[slot]
    unlink(entry, slot)
    executables.release(entry.executable)
    controlGroups.release(entry.controlGroup)
    if !arguments.isEmpty { arguments[UInt32(slot)] = nil }
    entries[slot] = ProcessEntry(process: 0, generation: entry.generation &+ 1, epoch: 0)
    entries[slot].older = firstFree
    firstFree = UInt32(slot)
    count -= 1
  }

  /// Takes an entry out of the row of those with the same id.
  private mutating func unlink(_ entry: ProcessEntry, _ slot: Int) {
    var newer = index[entry.process]
    if newer == UInt32(slot) {
      if entry.older == ProcessEntry.noSlot {
        index.remove(entry.process)
      } else {
        index.set(entry.process, to: entry.older)
      }
      return
    }
    while newer != ProcessEntry.noSlot {
      let next = entries[Int(newer)].older
      if next == UInt32(slot) {
        entries[Int(newer)].older = entry.older
        return
      }
      newer = next
    }
  }
}
