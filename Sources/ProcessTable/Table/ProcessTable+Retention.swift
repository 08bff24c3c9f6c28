public import ProcessEvents

// How long entries stay: the living, the lately dead, and the ancestors of the living.
extension ProcessTable {
  /// Takes note that a process has ended.
  mutating func end(_ slot: Int, at instant: UInt64) {
    guard entries[slot].isAlive else { return }
    refresh(slot)
    // The last moment that can be told means that it lives.
    entries[slot].end = min(max(instant, entries[slot].start), .max - 1)
    dead.append(reference(to: slot))
  }

  /// Takes back what was known for certain before the last loss.
  mutating func refresh(_ slot: Int) {
    guard entries[slot].epoch != epoch, entries[slot].isAlive else { return }
    entries[slot].makeStale()
    arguments[UInt32(slot)]?.state.makeStale()
    entries[slot].epoch = epoch
  }

  /// Lets go of those who have been dead for long enough.
  ///
  /// - Parameter instant: everything before it has been taken in.
  public mutating func expire(before instant: KernelInstant) {
    while let first = dead.first {
      // One that was found to live after all stands here, too.
      if isCurrent(first), !entries[Int(first.slot)].isAlive {
        let entry = entries[Int(first.slot)]
        guard instant.nanoseconds > entry.end,
          instant.nanoseconds - entry.end > ProcessTable.retention
        else { return }
        if entry.children > 0 {
          entries[Int(first.slot)].marks.insert(.isAncestorOnly)
          ancestors.append(first)
        } else {
          remove(Int(first.slot))
        }
      }
      _ = dead.removeFirst()
    }
    // Ancestors leave in any order, and their places in the row with them now and then.
    if ancestors.count > 2 * count + 1024 {
      var kept = SlotQueue()
      while let reference = ancestors.removeFirst() {
        if isCurrent(reference) { kept.append(reference) }
      }
      ancestors = kept
    }
  }

  /// Removes the longest dead one, or else the oldest of the mere ancestors.
  mutating func makeRoom() {
    while let reference = dead.removeFirst() ?? ancestors.removeFirst() {
      guard isCurrent(reference), !entries[Int(reference.slot)].isAlive else { continue }
      remove(Int(reference.slot))
      return
    }
  }

  /// Removes an entry, and those of its ancestors that were kept for its sake.
  private mutating func remove(_ slot: Int) {
    var next = slot
    while true {
      let forker = entries[next].forker
      free(next)
      guard isCurrent(forker) else { return }
      let ancestor = Int(forker.slot)
      entries[ancestor].children -= 1
      guard entries[ancestor].children == 0, entries[ancestor].marks.contains(.isAncestorOnly)
      else { return }
      next = ancestor
    }
  }

  /// Takes it that events were lost: what was known before is uncertain from now on.
  public mutating func eventsWereLost() { epoch &+= 1 }

  /// Takes it that changes of users were lost, and nothing else.
  mutating func userChangesWereLost() {
    for slot in entries.indices { entries[slot].userState.makeStale() }
  }

  /// Whether something was found since the last call that only another look at all processes can tell.
  mutating func takeDoubt() -> Bool {
    defer { isInDoubt = false }
    return isInDoubt
  }

  /// Takes note that a scan has been told whole: who was there before it began and it did not find has ended.
  mutating func completeScan(begunAt scan: KernelInstant) {
    let instant = scan.nanoseconds
    for slot in entries.indices {
      let entry = entries[slot]
      guard entry.marks.contains(.isUsed), entry.isAlive, entry.epoch != epoch,
        entry.start < instant
      else { continue }
      end(slot, at: instant)
    }
  }
}
