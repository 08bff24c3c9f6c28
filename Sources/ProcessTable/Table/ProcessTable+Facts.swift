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
    entries[slot].marks.formUnion([.hasUncountedThreads, .isAdopted])
    entries[slot].parent = facts.parent.rawValue
    if facts.parent.rawValue != 0 {
      entries[slot].forkedBy = facts.parent.rawValue
      link(slot)
    }
    set(slot, from: facts, at: instant, isConfirmed: confirmed)
  }

  /// Connects entries of a scan with their parents, which it may have found after them.
  mutating func linkFamilies() {
    for slot in entries.indices where entries[slot].marks.isSuperset(of: [.isUsed, .isAdopted]) {
      if !isCurrent(entries[slot].forker), entries[slot].forkedBy != 0 { link(slot) }
    }
    // A parent has begun no later than its children, and so comes before them.
    let order = entries.indices.filter { entries[$0].marks.contains(.isUsed) }
      .sorted { (entries[$0].start, $0) < (entries[$1].start, $1) }
    for slot in order {
      let forker = entries[slot].forker
      guard isCurrent(forker) else { continue }
      let depth = entries[Int(forker.slot)].depth
      entries[slot].depth = depth == .max ? .max : depth + 1
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
    // A later bearer of the id can only have begun later. An earlier time is the same process, told after
    // the machine was suspended, which the two clocks do not count alike.
    return facts.start.nanoseconds < entry.start &+ ProcessTable.tick &+ ProcessTable.clockSlack
  }

  /// The length of a clock tick in `/proc`, C: `USER_HZ`.
  static let tick: UInt64 = 10_000_000
  static let clockSlack: UInt64 = 1_000_000

  private mutating func set(
    _ slot: Int, from facts: ProcessFacts, at instant: KernelInstant, isConfirmed confirmed: Bool
  ) {
    let state: ProcessEntry.State = confirmed ? .known : .stale
    entries[slot].marks.insert(.hasChanged)
    if entries[slot].startState == .unknown { entries[slot].start = facts.start.nanoseconds }
    entries[slot].startState = .known
    if entries[slot].nameState != .known {
      entries[slot].name = facts.name
      entries[slot].nameState = state
      entries[slot].named = instant.nanoseconds
    }
    if entries[slot].marks.contains(.hasUncountedThreads) {
      entries[slot].threads = max(1, facts.threadCount)
      entries[slot].threadsCounted = facts.readAt.nanoseconds
      // Of several, one may have ended while they were counted; and what they are called is not looked at.
      if facts.threadCount > 1 {
        entries[slot].marks.insert(.hasThreadNames)
      } else {
        entries[slot].marks.remove(.hasUncountedThreads)
      }
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
      if entries[slot].userState == .stale, entries[slot].userID != user {
        entries[slot].marks.insert(.hasChangedUser)
      }
      entries[slot].userID = user
      entries[slot].userState = state
      // The rights of one that has ended do not change any more.
      entries[slot].userSince =
        facts.isZombie ? instant.nanoseconds : facts.readAt.nanoseconds &+ ProcessTable.tick
    }
    if let path = facts.controlGroup {
      let number = controlGroups.take(path)
      controlGroups.release(entries[slot].controlGroup)
      entries[slot].controlGroup = number
      entries[slot].controlGroupState = .known
    }
  }
}
