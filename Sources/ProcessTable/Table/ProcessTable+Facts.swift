package import ProcessEvents

// What `/proc` said.
extension ProcessTable {
  /// Takes in what was read of a process that lives, or is a zombie.
  ///
  /// - Parameters:
  ///   - instant: the moment that it is told for: the event's that asked for it, or that of the reading.
  ///   - confirmed: nothing that happened between the two can have changed the name and the program.
  package mutating func observe(
    _ facts: ProcessFacts, at instant: KernelInstant, isConfirmed confirmed: Bool
  ) {
    let process = facts.process.rawValue
    var slot = slot(of: process, at: instant.nanoseconds)
    if let known = slot, !isSame(entries[known], facts) {
      // Another one has got the id since. What is asked about is the one from before.
      guard facts.start > instant else {
        slot = nil
        return begin(facts, at: instant, isConfirmed: confirmed)
      }
      return
    }
    guard let slot else {
      if facts.start <= instant { begin(facts, at: instant, isConfirmed: confirmed) }
      return
    }
    refresh(slot)
    set(slot, from: facts, at: instant, isConfirmed: confirmed)
  }

  private mutating func begin(
    _ facts: ProcessFacts, at instant: KernelInstant, isConfirmed confirmed: Bool
  ) {
    guard let slot = insert(facts.process.rawValue, at: facts.start.nanoseconds) else { return }
    entries[slot].start = facts.start.nanoseconds
    entries[slot].marks.insert(.hasUncountedThreads)
    if facts.parent.rawValue != 0 {
      entries[slot].forkedBy = facts.parent.rawValue
      link(slot)
    }
    set(slot, from: facts, at: instant, isConfirmed: confirmed)
  }

  /// Connects entries of a scan with their parents, which it may have found after them.
  mutating func linkFamilies() {
    for slot in entries.indices where entries[slot].marks.contains(.isUsed) {
      if !isCurrent(entries[slot].forker), entries[slot].forkedBy != 0 { link(slot) }
    }
    for slot in entries.indices where entries[slot].marks.contains(.isUsed) {
      var depth = 0
      var next = entries[slot].forker
      while isCurrent(next), depth < ProcessTable.deepest {
        depth += 1
        next = entries[Int(next.slot)].forker
      }
      entries[slot].depth = UInt16(clamping: depth)
    }
  }

  /// The longest row of ancestors that is followed.
  static let deepest = 4096

  private mutating func link(_ slot: Int) {
    guard
      let parent = self.slot(of: entries[slot].forkedBy, at: .max), parent != slot,
      entries[parent].start <= entries[slot].start
    else { return }
    entries[parent].children += 1
    entries[slot].forker = reference(to: parent)
    entries[slot].depth = entries[parent].depth == .max ? .max : entries[parent].depth + 1
  }

  /// Whether facts are of the process that an entry is about, going by the time of its beginning.
  private func isSame(_ entry: ProcessEntry, _ facts: ProcessFacts) -> Bool {
    guard entry.startState != .unknown else { return entry.isAlive }
    let tick = facts.start.nanoseconds
    if entry.marks.contains(.startIsExact) || entry.start != tick {
      // The clocks of the two differ by a rounding.
      return entry.start &+ ProcessTable.clockSlack >= tick
        && entry.start < tick &+ ProcessTable.tick &+ ProcessTable.clockSlack
    }
    return true
  }

  /// The length of a clock tick in `/proc`, C: `USER_HZ`.
  static let tick: UInt64 = 10_000_000
  static let clockSlack: UInt64 = 1_000_000

  private mutating func set(
    _ slot: Int, from facts: ProcessFacts, at instant: KernelInstant, isConfirmed confirmed: Bool
  ) {
    let state: ProcessEntry.State = confirmed ? .known : .stale
    entries[slot].startState = .known
    if entries[slot].nameState != .known {
      entries[slot].name = facts.name
      entries[slot].nameState = state
      entries[slot].named = instant.nanoseconds
    }
    if entries[slot].marks.contains(.hasUncountedThreads) {
      entries[slot].threads = max(1, facts.threadCount)
      entries[slot].threadsCounted = facts.readAt.nanoseconds
      entries[slot].marks.remove(.hasUncountedThreads)
      // What they are called is not looked at.
      if facts.threadCount > 1 { entries[slot].marks.insert(.hasThreadNames) }
    }
    if let path = facts.executable, entries[slot].executableState != .known {
      setExecutable(path, of: slot)
      entries[slot].executableState = state
      entries[slot].marks.remove(.awaitsProgram)
    }
    if let list = facts.arguments {
      arguments[UInt32(slot)] = ArgumentList(list: list, state: state)
    }
    if let user = facts.userID, entries[slot].userState != .known {
      entries[slot].userID = user
      entries[slot].userState = .known
    }
    if let path = facts.controlGroup {
      let number = controlGroups.take(path)
      controlGroups.release(entries[slot].controlGroup)
      entries[slot].controlGroup = number
      entries[slot].controlGroupState = .known
    }
  }
}
