internal import ProcessEvents

// What perf's side band tells: all that there is to know of names.
extension ProcessTable {
  package mutating func observe(_ record: SideBandRecord) {
    let time = record.time.nanoseconds
    switch record.payload {
    case .fork(let child, let parent): observeFork(of: child, by: parent, at: time)
    case .exit(let task):
      if !threadNames.isEmpty { threadNames[task.thread.rawValue] = nil }
      observeEndOfWatch(of: task, at: time)
    case .comm(let task, let name, let isExec):
      if !task.isLeader { setThreadName(name, of: task) }
      rename(task, name, at: time)
      if isExec { awaitProgram(of: task, at: time) }
    case .map(let task, let path): observeMapping(of: path, by: task, at: time)
    case .lost:
      eventsWereLost()
      threadNames.removeAll()
    }
  }

  /// The record of an end is also made when a program begins that perf's users may not watch, such as a set-user-ID one.
  ///
  /// C: `perf_event_exit_task` in `begin_new_exec`, `fs/exec.c`
  private mutating func observeEndOfWatch(of task: TaskID, at time: UInt64) {
    let slot = slot(of: task.process.rawValue, at: time)
    let livedOn = slot.map { entries[$0].isAlive } ?? false
    observeExit(of: task, at: time)
    if let slot, livedOn, !entries[slot].isAlive { entries[slot].marks.insert(.endIsOfRecord) }
  }

  /// Takes back an end that only the side band told, since the process does something later. Another one with its id
  /// would have begun with a fork.
  ///
  /// - Returns: whether it lives.
  mutating func revive(_ slot: Int) -> Bool {
    guard entries[slot].marks.contains(.endIsOfRecord), entries[slot].epoch == epoch else {
      return false
    }
    entries[slot].marks.subtract([.endIsOfRecord, .leaderHasEnded, .isAncestorOnly])
    entries[slot].end = .max
    entries[slot].threads = 1
    return true
  }

  /// More threads than this that give themselves names are not remembered.
  private static let threadNameLimit = 16_384

  private mutating func setThreadName(_ name: CommandName, of task: TaskID) {
    guard threadNames.count < ProcessTable.threadNameLimit else { return }
    threadNames[task.thread.rawValue] = name
  }

  private mutating func observeFork(of child: TaskID, by parent: TaskID, at time: UInt64) {
    guard child.isLeader else {
      if !threadNames.isEmpty, let name = threadNames[parent.thread.rawValue] {
        setThreadName(name, of: child)
      }
      return observeThread(of: child.process, at: time)
    }
    let process = child.process.rawValue
    let slot: Int
    if let known = self.slot(of: process, at: time), entries[known].marks.contains(.awaitsSideBand)
    {
      slot = known
      entries[slot].marks.remove(.awaitsSideBand)
      disinherit(slot)
    } else {
      guard let new = insert(process, at: time) else { return }
      slot = new
      entries[slot].start = time
      entries[slot].startState = .known
      entries[slot].marks.formUnion([.startIsExact, .startIsOfRecord])
    }
    inherit(slot, from: parent.process.rawValue, at: time)
    if !parent.isLeader { takeName(ofThread: parent, for: slot) }
  }

  /// A process has the name of the thread that made it.
  private mutating func takeName(ofThread thread: TaskID, for slot: Int) {
    let forker = entries[slot].forker
    if let name = threadNames[thread.thread.rawValue] {
      entries[slot].name = name
    } else if isCurrent(forker),
      !entries[Int(forker.slot)].marks.isDisjoint(with: [.hasThreadNames, .hasUncountedThreads])
    {
      entries[slot].nameState.makeStale()
    }
  }

  /// Takes back what ``inherit(_:from:at:)`` gave.
  private mutating func disinherit(_ slot: Int) {
    let forker = entries[slot].forker
    if isCurrent(forker) { entries[Int(forker.slot)].children -= 1 }
    executables.release(entries[slot].executable)
    controlGroups.release(entries[slot].controlGroup)
    if !arguments.isEmpty { arguments[UInt32(slot)] = nil }
    entries[slot].forker = .none
    entries[slot].executable = 0
    entries[slot].controlGroup = 0
    entries[slot].nameState = .unknown
    entries[slot].executableState = .unknown
    entries[slot].userState = .unknown
    entries[slot].marks.remove(.hasChangedUser)
    entries[slot].controlGroupState = .unknown
  }

  private mutating func awaitProgram(of task: TaskID, at time: UInt64) {
    guard let slot = slot(of: task.process.rawValue, at: time) else { return }
    entries[slot].executableState.makeStale()
    entries[slot].marks.subtract([.hasThreadNames, .hasChangedUser])
    entries[slot].marks.formUnion([.awaitsProgram, .hasExecuted, .hasChanged])
    // The thread that executes takes the place of the first one, and all others have ended.
    entries[slot].marks.remove(.leaderHasEnded)
    // Those of another program say nothing about this one.
    if !arguments.isEmpty { arguments[UInt32(slot)] = nil }
  }

  private mutating func observeMapping(of path: String, by task: TaskID, at time: UInt64) {
    guard let slot = slot(of: task.process.rawValue, at: time) else { return }
    refresh(slot)
    guard entries[slot].marks.contains(.awaitsProgram) else { return }
    if entries[slot].end < time { _ = revive(slot) }
    entries[slot].marks.remove(.awaitsProgram)
    setExecutable(path, of: slot)
  }

  mutating func setExecutable(_ path: String, of slot: Int) {
    let number = executables.take(path)
    executables.release(entries[slot].executable)
    entries[slot].executable = number
    entries[slot].executableState = .known
    entries[slot].marks.insert(.hasChanged)
  }
}
