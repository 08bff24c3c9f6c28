public import ProcessEvents

// What can be asked.
extension ProcessTable {
  /// What is known of a process that an event at `instant` was about.
  public func description(
    of process: ProcessID, at instant: KernelInstant, details: ProcessDetails = []
  ) -> ProcessDescription {
    description(of: process, at: instant, details: details, outOfMemory: nil)
  }

  func description(
    of process: ProcessID, at instant: KernelInstant, details: ProcessDetails,
    outOfMemory: OutOfMemoryProof?
  ) -> ProcessDescription {
    var description = ProcessDescription(process: process)
    description.outOfMemory = outOfMemory
    guard let slot = slot(of: process.rawValue, at: instant.nanoseconds) else {
      return description
    }
    let entry = entries[slot]
    let certainty = certainty(of: entry)
    description.start = entry.startState.limited(to: certainty)
      .fact(KernelInstant(nanoseconds: entry.start))
    description.isStartExact = entry.marks.contains(.startIsExact)
    // A name from later than the moment asked about is no fact about it.
    let nameCertainty = entry.named > instant.nanoseconds ? ProcessEntry.State.stale : certainty
    description.name = entry.nameState.limited(to: nameCertainty).fact(entry.name)
    if details.contains(.executable) {
      description.executable = entry.executableState.limited(to: certainty)
        .fact(executables[entry.executable])
    }
    if details.contains(.arguments), let arguments = arguments[UInt32(slot)] {
      description.arguments = arguments.state.limited(to: certainty).fact(arguments.list)
    }
    if details.contains(.user) {
      description.userID = userState(of: entry, at: instant).limited(to: certainty)
        .fact(entry.userID)
      description.userName = userNames[entry.userID]
    }
    if details.contains(.controlGroup) {
      description.controlGroup = entry.controlGroupState.limited(to: certainty)
        .fact(controlGroups[entry.controlGroup])
    }
    if entry.forkedBy != 0 {
      description.forkedBy = certainty.limited(
        to: entry.marks.contains(.isAdopted) ? .stale : .known
      )
      .fact(ProcessID(entry.forkedBy))
      if isCurrent(entry.forker) {
        let forker = entries[Int(entry.forker.slot)]
        description.forkedByName = forker.nameState.limited(to: self.certainty(of: forker))
          .fact(forker.name)
      }
    }
    description.depth = entry.depth
    if !entry.isAlive { description.end = KernelInstant(nanoseconds: entry.end) }
    return description
  }

  /// How certain anything can be that is held of a process; what was known at its end stays so.
  private func certainty(of entry: ProcessEntry) -> ProcessEntry.State {
    entry.epoch == epoch || !entry.isAlive ? .known : .stale
  }

  private func userState(of entry: ProcessEntry, at instant: KernelInstant) -> ProcessEntry.State {
    entry.userState.limited(to: entry.userSince <= instant.nanoseconds ? .known : .stale)
  }
}

extension ProcessTable {
  /// Whether a process is known to have got its user's rights after its program had begun, so that another user may have
  /// given its arguments.
  package func hasForeignArguments(_ process: ProcessID, at instant: KernelInstant) -> Bool {
    guard let slot = slot(of: process.rawValue, at: instant.nanoseconds) else { return false }
    return entries[slot].marks.contains(.hasChangedUser)
  }

  private func lives(parentOf entry: ProcessEntry) -> Bool {
    guard entry.parent != 0, let parent = slot(of: entry.parent, at: entry.start) else {
      return false
    }
    return entries[parent].isAlive && certainty(of: entries[parent]) == .known
  }
}

extension ProcessTable: FilterFields {
  public func number(
    _ field: Filter.NumberField, of task: TaskID, at time: KernelInstant
  ) -> FilterFieldValue {
    guard let slot = slot(of: task.process.rawValue, at: time.nanoseconds) else { return .unknown }
    let entry = entries[slot]
    guard certainty(of: entry) == .known else { return .unknown }
    switch field {
    case .uid where userState(of: entry, at: time) == .known: return .known(entry.userID)
    case .ppid where lives(parentOf: entry):
      // Nobody else becomes the parent while it lives.
      return .known(UInt32(bitPattern: entry.parent))
    default: return .unknown
    }
  }

  public func text(
    _ field: Filter.TextField, of task: TaskID, at time: KernelInstant,
    _ test: (Span<UInt8>) -> Bool
  ) -> Filter.Truth {
    guard let slot = slot(of: task.process.rawValue, at: time.nanoseconds) else {
      return .undecided
    }
    let entry = entries[slot]
    guard certainty(of: entry) == .known else { return .undecided }
    switch field {
    case .name where entry.nameState == .known && entry.named <= time.nanoseconds:
      return Filter.Truth(entry.name.withText(test))
    case .exe where entry.executableState == .known:
      return Filter.Truth(test(executables[entry.executable].utf8.span))
    case .cgroup where entry.controlGroupState == .known:
      return Filter.Truth(test(controlGroups[entry.controlGroup].utf8.span))
    case .user where userState(of: entry, at: time) == .known:
      guard let name = userNames[entry.userID] else { return .undecided }
      return Filter.Truth(test(name.utf8.span))
    case .args:
      guard let arguments = arguments[UInt32(slot)], arguments.state == .known else {
        return .undecided
      }
      return Filter.Truth(test(arguments.list.joined(separator: " ").utf8.span))
    default: return .undecided
    }
  }

  /// Of a process that was there before the table, the ancestors are the parents that it and they had then.
  public func ancestor(
    of task: TaskID, at time: KernelInstant, _ test: (ProcessID) -> Bool
  ) -> Filter.Truth {
    guard var slot = slot(of: task.process.rawValue, at: time.nanoseconds) else {
      return .undecided
    }
    for _ in 0..<ProcessTable.deepest {
      let entry = entries[slot]
      guard certainty(of: entry) == .known else { return .undecided }
      if entry.forkedBy == 0 {
        // Processes 1 and 2 have no parent; of any other it is just not known.
        return entry.process <= 2 ? .false : .undecided
      }
      if test(ProcessID(entry.forkedBy)) { return .true }
      guard isCurrent(entry.forker) else { return .undecided }
      slot = Int(entry.forker.slot)
    }
    return .undecided
  }
}
