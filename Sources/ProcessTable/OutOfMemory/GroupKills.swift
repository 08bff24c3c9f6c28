internal import ProcessEvents

/// Compares how often a control group's processes were killed for want of memory with how many were killed at all.
///
/// The count says how many, but not which. So it proves something only where it covers all: every kill that was
/// told since the last look, and every process of the group that is dying but not told yet.
struct GroupKills {
  private var groups: [String: Group] = [:]

  fileprivate struct Group {
    /// The kernel's count up to which all is settled.
    var baseline: UInt64
    /// Kills told since.
    var told: UInt64 = 0
    /// Those of them of which nobody has asked.
    var pending: [ProcessID] = []
    var proved: Set<ProcessID> = []
  }

  private static let groupLimit = 4096
  fileprivate static let pendingLimit = 4096

  /// What the system says of a group.
  struct Reading {
    /// C: `oom_kill`
    var count: UInt64
    /// Processes of the group that have been killed or are ending.
    var dying: [ProcessID]
  }

  func contains(_ group: String) -> Bool { groups[group] != nil }

  /// - Returns: false where there are too many groups to watch another.
  @discardableResult
  mutating func setBaseline(of group: String, count: UInt64) -> Bool {
    guard groups.count < Self.groupLimit || groups[group] != nil else { return false }
    groups[group] = Group(baseline: count)
    return true
  }

  mutating func forget(_ group: String) { groups[group] = nil }

  mutating func forgetAll() { groups = [:] }

  /// A process was killed; it may have been in any group where its own is not known.
  mutating func killed(_ process: ProcessID, in group: String?) {
    guard let group else {
      for key in groups.keys { groups[key]!.told += 1 }
      return
    }
    groups[group]?.note(process)
  }

  /// Whether the death is proved.
  ///
  /// - Parameter read: what the system says of the group now, which is after the death.
  mutating func explains(_ process: ProcessID, in group: String, read: () -> Reading?) -> Bool {
    guard var state = groups[group] else { return false }
    if state.proved.remove(process) != nil {
      groups[group] = state
      return true
    }
    guard state.pending.contains(process) else { return false }
    guard let reading = read(), reading.count >= state.baseline else {
      groups[group] = nil
      return false
    }
    state.settle(reading)
    let isProved = state.proved.remove(process) != nil
    groups[group] = state
    return isProved
  }
}

extension GroupKills.Group {
  fileprivate mutating func note(_ process: ProcessID) {
    told += 1
    if pending.count < GroupKills.pendingLimit { pending.append(process) }
  }

  fileprivate mutating func settle(_ reading: GroupKills.Reading) {
    let dying = UInt64(reading.dying.count { !pending.contains($0) })
    let isCovered = reading.count - baseline >= told + dying
    proved = isCovered ? Set(pending) : []
    pending = []
    // What is left over must not explain a later kill. While one is dying, it is not known what is left over.
    if dying == 0 {
      baseline = reading.count
      told = 0
    }
  }
}
