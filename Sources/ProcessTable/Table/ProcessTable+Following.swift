package import ProcessEvents

// What becomes of processes, and of whom they come.
extension ProcessTable {
  /// Living processes of which something has become known or has changed since they were given the last time; of
  /// those that began after `instant` a later call tells.
  package mutating func takeChanged(begunBy instant: KernelInstant) -> [ProcessID] {
    var changed: [ProcessID] = []
    for slot in entries.indices {
      guard entries[slot].marks.isSuperset(of: [.isUsed, .hasChanged]), entries[slot].isAlive,
        entries[slot].start <= instant.nanoseconds
      else { continue }
      entries[slot].marks.remove(.hasChanged)
      changed.append(ProcessID(entries[slot].process))
    }
    return changed
  }

  /// Lets all that live count as changed.
  mutating func markAllChanged() {
    for slot in entries.indices where entries[slot].marks.contains(.isUsed) {
      entries[slot].marks.insert(.hasChanged)
    }
  }

  mutating func unmarkChanged(_ processes: [ProcessID]) {
    for process in processes {
      let slot = index[process.rawValue]
      if slot != ProcessEntry.noSlot { entries[Int(slot)].marks.remove(.hasChanged) }
    }
  }

  /// Living processes that descend from one, with the times of their beginnings as the table has them.
  ///
  /// It tells as well who is another's child by now, as its parent has ended. Of a process that was there before
  /// the table, or was begun in a loss, it knows the parent that it had when it was looked at.
  ///
  /// - Parameter start: when the ancestor began; it may have ended.
  package func descendants(
    of process: ProcessID, begun start: ClosedRange<KernelInstant>
  ) -> [(process: ProcessID, start: KernelInstant)] {
    var ancestor = index[process.rawValue]
    while ancestor != ProcessEntry.noSlot,
      !start.contains(KernelInstant(nanoseconds: entries[Int(ancestor)].start))
    {
      ancestor = entries[Int(ancestor)].older
    }
    guard ancestor != ProcessEntry.noSlot else { return [] }
    var kinship = [Kinship](repeating: .unknown, count: entries.count)
    kinship[Int(ancestor)] = .descends
    var descendants: [(process: ProcessID, start: KernelInstant)] = []
    for slot in entries.indices {
      let entry = entries[slot]
      guard entry.marks.contains(.isUsed), entry.isAlive, slot != Int(ancestor),
        descends(slot, &kinship)
      else { continue }
      descendants.append(
        (ProcessID(entry.process), KernelInstant(nanoseconds: entry.start)))
    }
    return descendants
  }

  private enum Kinship: UInt8 { case unknown, descends, isOther }

  /// Whether a row of ancestors leads to the one that ``kinship`` names; all on the way learn it.
  private func descends(_ slot: Int, _ kinship: inout [Kinship]) -> Bool {
    var way: [Int] = []
    var next = slot
    while kinship[next] == .unknown {
      way.append(next)
      let forker = entries[next].forker
      // A row that leads back to itself is none.
      guard isCurrent(forker), way.count <= ProcessTable.deepest else {
        kinship[next] = .isOther
        break
      }
      next = Int(forker.slot)
    }
    let result = kinship[next]
    for slot in way { kinship[slot] = result }
    return result == .descends
  }

  /// Whether a process descends, as far as is known, from one that lives as long as the table.
  ///
  /// - Parameter start: when that one began: who began earlier comes from another with its id.
  package func descends(
    _ process: ProcessID, from ancestor: ProcessID, begun start: KernelInstant,
    at instant: KernelInstant
  ) -> Bool {
    guard var slot = slot(of: process.rawValue, at: instant.nanoseconds) else { return false }
    for _ in 0..<ProcessTable.deepest {
      let entry = entries[slot]
      if entry.start < start.nanoseconds { return false }
      if entry.forkedBy == ancestor.rawValue || entry.parent == ancestor.rawValue { return true }
      guard isCurrent(entry.forker) else { return false }
      slot = Int(entry.forker.slot)
    }
    return false
  }
}
