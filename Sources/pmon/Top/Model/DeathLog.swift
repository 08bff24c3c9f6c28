internal import ProcessEvents
internal import ProcessTable

/// The latest deaths; those that are alike and follow each other are one line with a count.
struct DeathLog {
  struct Entry {
    /// Of the last one, as the rest is.
    var time: KernelInstant
    var process: ProcessID
    var parent: ProcessID
    var name: ShownName
    var status: ExitStatus
    /// Nanoseconds; nil where it is not known.
    var duration: UInt64?
    var isOutOfMemory: Bool
    var count: UInt64 = 1

    fileprivate func isLike(_ other: Entry) -> Bool {
      name == other.name && status == other.status && parent == other.parent
        && isOutOfMemory == other.isOutOfMemory
    }
  }

  let capacity: Int
  private var entries: [Entry] = []
  /// Where the next one goes, once all places are taken.
  private var next = 0

  init(capacity: Int) {
    self.capacity = capacity
    entries.reserveCapacity(capacity)
  }

  var count: Int { entries.count }

  mutating func add(_ entry: Entry) {
    var entry = entry
    let last = (next + capacity - 1) % capacity
    if last < entries.count, entries[last].isLike(entry) {
      entry.count = entries[last].count &+ 1
      entries[last] = entry
      return
    }
    if entries.count < capacity { entries.append(entry) } else { entries[next] = entry }
    next = (next + 1) % capacity
  }

  /// An entry by its age; 0 is the latest.
  subscript(age: Int) -> Entry {
    precondition(age < entries.count)
    return entries[(next + capacity - 1 - age) % capacity]
  }
}
