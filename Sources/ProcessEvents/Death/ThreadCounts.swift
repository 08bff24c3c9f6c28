/// The number of living threads of each process: a hash table for small numbers under small keys.
///
/// It is touched by every fork and exit of a machine, where a dictionary's seeded hash is most of the cost.
struct ThreadCounts: Sendable {
  private struct Slot: Sendable {
    /// 0 marks an empty slot; no process that ends has this id.
    var process: Int32
    var threads: Int32
  }

  /// A power of two of them, at most half in use, each process's at its hash or behind it.
  private var slots: [Slot]
  private(set) var count = 0

  init() { slots = ThreadCounts.emptySlots(1024) }

  private static func emptySlots(_ count: Int) -> [Slot] {
    [Slot](repeating: Slot(process: 0, threads: 0), count: count)
  }

  /// The threads of a process; nil where it is not known.
  subscript(_ process: ProcessID) -> Int32? {
    let slot = slots[index(of: process.rawValue)]
    return slot.process == 0 ? nil : slot.threads
  }

  /// A process has begun, with one thread.
  mutating func begin(_ process: ProcessID) {
    guard process.rawValue != 0 else { return }
    let index = index(of: process.rawValue)
    let isNew = slots[index].process == 0
    slots[index] = Slot(process: process.rawValue, threads: 1)
    guard isNew else { return }
    count += 1
    if count * 2 > slots.count { grow() }
  }

  /// A process has one thread more, if it is known.
  mutating func addThread(to process: ProcessID) {
    let index = index(of: process.rawValue)
    if slots[index].process != 0 { slots[index].threads += 1 }
  }

  /// A thread has ended; a process without one is forgotten.
  ///
  /// - Returns: the threads that are left; nil where the process is not known.
  mutating func endThread(of process: ProcessID) -> Int32? {
    let index = index(of: process.rawValue)
    guard slots[index].process != 0 else { return nil }
    let left = slots[index].threads - 1
    if left > 0 { slots[index].threads = left } else { remove(at: index) }
    return left
  }

  mutating func removeAll() {
    slots = ThreadCounts.emptySlots(1024)
    count = 0
  }

  /// Where a process's slot is, or the empty one where it would go.
  private func index(of process: Int32) -> Int {
    var index = home(of: process)
    while slots[index].process != process, slots[index].process != 0 {
      index = (index + 1) & (slots.count - 1)
    }
    return index
  }

  /// Fibonacci hashing, so that ids at regular distances do not meet, and those that follow each other do not make a
  /// row that each end would have to walk.
  private func home(of process: Int32) -> Int {
    Int((UInt32(bitPattern: process) &* 0x9E37_79B1) >> 7) & (slots.count - 1)
  }

  /// Empties a slot and moves those behind it that the gap would hide.
  private mutating func remove(at removed: Int) {
    let mask = slots.count - 1
    var gap = removed
    var index = (gap + 1) & mask
    while slots[index].process != 0 {
      let distance = (index - home(of: slots[index].process)) & mask
      if distance >= (index - gap) & mask {
        slots[gap] = slots[index]
        gap = index
      }
      index = (index + 1) & mask
    }
    slots[gap].process = 0
    count -= 1
  }

  private mutating func grow() {
    let old = slots
    slots = ThreadCounts.emptySlots(old.count * 2)
    for slot in old where slot.process != 0 { slots[index(of: slot.process)] = slot }
  }
}
