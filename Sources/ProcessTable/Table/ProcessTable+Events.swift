public import ProcessEvents

// What the connector's events tell.
extension ProcessTable {
  /// Takes in an event.
  ///
  /// - Parameters:
  ///   - event: what happened.
  ///   - namesFollow: another source, such as perf's side band, tells of names and has the last word.
  public mutating func observe(_ event: ProcessEvent, namesFollow: Bool = false) {
    let time = event.time.nanoseconds
    switch event.payload {
    case .fork(let fork) where fork.isProcess: observe(fork, at: time, namesFollow: namesFollow)
    case .fork(let fork) where !namesFollow: observeThread(of: fork.child.process, at: time)
    case .exit(let exit) where !namesFollow: observeExit(of: exit.task, at: time)
    case .exec(let task):
      guard let slot = slotOrNew(of: task.process.rawValue, at: time) else { return }
      if !namesFollow {
        executes(slot)
      } else if entries[slot].marks.contains(.hasExecuted) {
        entries[slot].marks.remove(.hasExecuted)
      } else {
        // It ran on a CPU of which the side band does not tell.
        executes(slot)
        isInDoubt = true
      }
    case .comm(let change) where !namesFollow: rename(change.task, change.name, at: time)
    case .uid(let change) where change.task.isLeader:
      guard let slot = slot(of: change.task.process.rawValue, at: time) else { return }
      refresh(slot)
      if entries[slot].userState == .unknown || entries[slot].userID != change.effective {
        entries[slot].marks.insert(.hasChangedUser)
      }
      entries[slot].userID = change.effective
      entries[slot].userState = .known
      entries[slot].marks.insert(.hasChanged)
      entries[slot].userSince = time
    default: break
    }
  }

  /// Takes in the end of a process.
  public mutating func observe(_ death: ProcessDeath) {
    guard let slot = slot(of: death.process.rawValue, at: death.time.nanoseconds) else { return }
    end(slot, at: death.time.nanoseconds)
  }

  private mutating func observe(_ fork: Fork, at time: UInt64, namesFollow: Bool) {
    let child = fork.child.process.rawValue
    if namesFollow, let slot = firstSlot(of: child, since: time),
      entries[slot].marks.contains(.startIsOfRecord)
    {
      // The side band's record was quicker.
      if entries[slot].named == entries[slot].start { entries[slot].named = time }
      entries[slot].start = time
      entries[slot].marks.remove(.startIsOfRecord)
      entries[slot].parent = fork.parent.process.rawValue
      return
    }
    guard let slot = insert(child, at: time) else { return }
    entries[slot].start = time
    entries[slot].startState = .known
    entries[slot].marks.insert(.startIsExact)
    if namesFollow { entries[slot].marks.insert(.awaitsSideBand) }
    entries[slot].parent = fork.parent.process.rawValue
    inherit(slot, from: fork.parent.process.rawValue, at: time)
    // Which thread forked, and so whose name it is, the connector does not tell.
    entries[slot].nameState.makeStale()
  }

  /// The first of the processes with an id that began at `instant` or later.
  private func firstSlot(of process: Int32, since instant: UInt64) -> Int? {
    var found: Int?
    var slot = index[process]
    while slot != ProcessEntry.noSlot, entries[Int(slot)].start >= instant {
      found = Int(slot)
      slot = entries[Int(slot)].older
    }
    return found
  }

  /// Gives a new process what the one that forked it has.
  mutating func inherit(_ slot: Int, from parent: Int32, at time: UInt64) {
    guard let forker = self.slot(of: parent, at: time), forker != slot else {
      entries[slot].forkedBy = parent
      return
    }
    refresh(forker)
    entries[forker].children += 1
    let forkedBy = parent
    let parent = entries[forker]
    // Changed as a whole: each way into the array has its price.
    var child = entries[slot]
    child.forkedBy = forkedBy
    child.marks.insert(.hasChanged)
    child.forker = SlotReference(slot: UInt32(forker), generation: parent.generation)
    child.depth = parent.depth == .max ? .max : parent.depth + 1
    child.name = parent.name
    child.nameState = parent.nameState
    // What the parent is known to be called later it need not have been called now.
    if parent.named > time { child.nameState.makeStale() }
    child.named = time
    child.executable = parent.executable
    child.executableState = parent.executableState
    executables.retain(parent.executable)
    child.userID = parent.userID
    child.userState = parent.userState
    child.userSince = 0
    child.marks.formUnion(parent.marks.intersection(.hasChangedUser))
    // Whose rights the parent got after the fork the child need not have.
    if parent.userState == .known, parent.userSince > time {
      child.userState.makeStale()
      isInDoubt = true
    }
    child.controlGroup = parent.controlGroup
    child.controlGroupState = parent.controlGroupState
    controlGroups.retain(parent.controlGroup)
    // A process may be moved to another group at any time, and no event tells.
    child.controlGroupState.makeStale()
    entries[slot] = child
    if !arguments.isEmpty { arguments[UInt32(slot)] = arguments[UInt32(forker)] }
  }

  /// What was known of the program before an exec is so no longer.
  private mutating func executes(_ slot: Int) {
    refresh(slot)
    entries[slot].nameState.makeStale()
    entries[slot].executableState.makeStale()
    entries[slot].marks.subtract([.hasThreadNames, .hasChangedUser])
    entries[slot].marks.insert(.hasChanged)
    entries[slot].threads = 1
    // Those of another program say nothing about this one.
    if !arguments.isEmpty { arguments[UInt32(slot)] = nil }
  }

  mutating func observeThread(of process: ProcessID, at time: UInt64) {
    guard let slot = slot(of: process.rawValue, at: time), entries[slot].isAlive,
      entries[slot].threadsCounted < time
    else { return }
    entries[slot].threads &+= 1
  }

  mutating func observeExit(of task: TaskID, at time: UInt64) {
    guard let slot = slot(of: task.process.rawValue, at: time), entries[slot].isAlive,
      entries[slot].threadsCounted < time
    else { return }
    refresh(slot)
    if task.isLeader { entries[slot].marks.insert(.leaderHasEnded) }
    entries[slot].threads &-= entries[slot].threads > 0 ? 1 : 0
    // Where not all threads were counted, its death is told, or a scan does not find it any more.
    guard entries[slot].threads == 0,
      entries[slot].marks.contains(.leaderHasEnded),
      !entries[slot].marks.contains(.hasUncountedThreads)
    else { return }
    end(slot, at: time)
  }

  /// Gives a task a name that it is certain to have from now on.
  mutating func rename(_ task: TaskID, _ name: CommandName, at time: UInt64) {
    guard let slot = slotOrNew(of: task.process.rawValue, at: time) else { return }
    refresh(slot)
    if !task.isLeader || entries[slot].threads > 1 {
      entries[slot].marks.insert(.hasThreadNames)
    }
    guard task.isLeader else { return }
    entries[slot].name = name
    entries[slot].nameState = .known
    entries[slot].named = time
    entries[slot].marks.insert(.hasChanged)
  }
}
