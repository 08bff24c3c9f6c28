package import ProcessEvents

/// The effective user and group of each process, as far as they are known for sure at a place of the stream of events.
///
/// A process inherits them at its fork and tells when they change, also by a set-user-ID program; of those that were there
/// before, they were read in `/proc`. What was read at a moment says nothing of what happened before it.
/// The ids of a process are those of its first thread, and who is told as its parent is taken for who made it. An entry
/// stays until the process is known to be gone and all that happened in its life has been taken in.
package struct CredentialTable: Sendable {
  /// An id, and since when it is the one.
  private struct Known {
    var id: UInt32 = .max
    /// The greatest where it is not known.
    var since: UInt64 = .max

    func at(_ time: KernelInstant) -> UInt32? { since <= time.nanoseconds ? id : nil }

    /// What a child has of it that begins at a moment.
    func inherited(at time: UInt64) -> Known {
      since <= time ? Known(id: id, since: time) : Known()
    }
  }

  private struct Entry {
    var user = Known()
    var group = Known()
    /// When the process began, where that was heard of: what was read before is of another one.
    var begin: UInt64 = 0
  }

  private var entries: [ProcessID: Entry] = [:]
  /// The last look at all processes, until the stream has got to its end, and those that were gone by then.
  private var look: (begin: UInt64, end: UInt64, gone: [ProcessID])?

  package init() {}

  /// Processes that it knows of, some of which are gone.
  package var count: Int { entries.count }

  /// The events that change it.
  package static let events: EventMask = [.fork, .uid, .gid]

  package func user(of process: ProcessID, at time: KernelInstant) -> UInt32? {
    entries[process]?.user.at(time)
  }

  package func group(of process: ProcessID, at time: KernelInstant) -> UInt32? {
    entries[process]?.group.at(time)
  }

  /// Takes note of what an event tells.
  package mutating func take(_ event: ProcessEvent) {
    let time = event.time.nanoseconds
    switch event.payload {
    case .fork(let fork) where fork.isProcess:
      let parent = entries[fork.parent.process]
      var child = Entry(begin: time)
      child.user = parent?.user.inherited(at: time) ?? Known()
      child.group = parent?.group.inherited(at: time) ?? Known()
      // It may have been read already.
      if let read = entries[fork.child.process] {
        if child.user.since == .max, read.user.since > time { child.user = read.user }
        if child.group.since == .max, read.group.since > time { child.group = read.group }
      }
      entries[fork.child.process] = child
    case .uid(let change) where change.task.isLeader:
      entries[change.task.process, default: Entry()].user = Known(
        id: change.effective, since: time)
    case .gid(let change) where change.task.isLeader:
      entries[change.task.process, default: Entry()].group = Known(
        id: change.effective, since: time)
    default: break
    }
  }

  /// Events were lost: nothing is known any more.
  package mutating func removeAll() {
    entries.removeAll(keepingCapacity: true)
    look = nil
  }

  /// Takes in what was read of processes while the stream went on.
  package mutating func take(_ scan: CredentialScan.Result) {
    var living: Set<ProcessID> = []
    for reading in scan.readings {
      living.insert(reading.process)
      var entry = entries[reading.process] ?? Entry()
      guard reading.time >= entry.begin else { continue }
      if entry.user.since == .max { entry.user = Known(id: reading.user, since: reading.time) }
      if entry.group.since == .max { entry.group = Known(id: reading.group, since: reading.time) }
      entries[reading.process] = entry
    }
    let gone = scan.isComplete ? entries.keys.filter { !living.contains($0) } : []
    look = (scan.begin, scan.end, gone)
  }

  /// What a look at all processes has come to.
  package enum Outcome: Hashable, Sendable {
    /// All that live are known, and so all that will be heard of.
    case complete
    /// Some that began meanwhile are not, whose parents had not been read by then: it takes another look.
    case incomplete
  }

  /// All that happened before a moment has been taken in.
  ///
  /// - Returns: what the last look has come to, once, where that can be said by now.
  package mutating func passed(_ horizon: UInt64) -> Outcome? {
    guard let look, horizon > look.end else { return nil }
    self.look = nil
    for process in look.gone {
      // Another may have got its id since.
      guard let entry = entries[process], entry.begin < look.begin else { continue }
      entries[process] = nil
    }
    // Some of these may be gone as well, which the next look tells.
    let hasStray = entries.values.contains { $0.user.since == .max }
    return hasStray ? .incomplete : .complete
  }
}
