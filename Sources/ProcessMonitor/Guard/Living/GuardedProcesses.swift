internal import ProcessEvents
internal import ProcessTable

/// The processes that are registered with the detector, as the watch has to know them.
struct GuardedProcesses: Sendable {
  private var processes: [ProcessID: Entry] = [:]
  /// When to look which have ended.
  private var pruneCount = Self.leastPruneCount

  private static let leastPruneCount = 1024

  /// Who has registered a process.
  enum Registrant: Hashable, Sendable {
    /// Its owner: the detector tells its death, with what the owner said of it.
    case owner
    /// A rule that is in force.
    case rule
    /// A rule of the same name that has been replaced.
    case formerRule
  }

  private struct Entry: Sendable {
    var start: UInt64
    var registrants: [(guardName: String, registrant: Registrant)] = []
  }

  var count: Int { processes.count }

  /// In which tick the process began that is registered with an id.
  subscript(process: ProcessID) -> UInt64? { processes[process]?.start }

  /// Who has registered a process with a guard; nil is nobody.
  func registrant(of process: ProcessID, start: UInt64, _ guardName: String) -> Registrant? {
    guard let entry = processes[process], entry.start == start else { return nil }
    return entry.registrants.first { $0.guardName == guardName }?.registrant
  }

  /// The later one of two with an id is the one that lives.
  mutating func insert(
    _ process: ProcessIdentity, _ guardName: String, _ registrant: Registrant
  ) {
    let former = processes[process.process]
    if let former, former.start > process.startTicks { return }
    var entry = Entry(start: process.startTicks)
    if let former, former.start == process.startTicks { entry = former }
    entry.registrants.removeAll { $0.guardName == guardName }
    entry.registrants.append((guardName, registrant))
    processes[process.process] = entry
  }

  mutating func remove(_ process: ProcessIdentity, _ guardName: String) {
    guard var entry = processes[process.process], entry.start == process.startTicks else { return }
    entry.registrants.removeAll { $0.guardName == guardName }
    processes[process.process] = entry.registrants.isEmpty ? nil : entry
  }

  /// Lets go of one that has died, unless a later one has the id.
  mutating func remove(_ process: ProcessID, diedIn tick: UInt64) {
    guard let entry = processes[process], entry.start <= tick else { return }
    processes[process] = nil
  }

  /// Takes it that the rules of these names are not as they were.
  ///
  /// - Parameters:
  ///   - changed: rules that there still are, in another form.
  ///   - removed: is called for what a rule had registered that is no more.
  mutating func replaceRules(
    changed: Set<String>, unchanged: Set<String>, boot: BootID,
    removed: (ProcessIdentity, String) -> Void
  ) {
    for (process, var entry) in processes {
      for (place, known) in entry.registrants.enumerated() where known.registrant != .owner {
        if changed.contains(known.guardName) {
          entry.registrants[place].registrant = .formerRule
        } else if !unchanged.contains(known.guardName) {
          removed(
            ProcessIdentity(boot: boot, process: process, startTicks: entry.start), known.guardName)
        }
      }
      entry.registrants.removeAll {
        $0.registrant != .owner && !changed.contains($0.guardName)
          && !unchanged.contains($0.guardName)
      }
      processes[process] = entry.registrants.isEmpty ? nil : entry
    }
  }

  /// Whether there are so many more than there were that some of them may have ended.
  var wantsPruning: Bool { processes.count >= pruneCount }

  /// Lets go of those that have ended.
  mutating func prune(_ isAlive: (ProcessID, UInt64) -> Bool) {
    processes = processes.filter { isAlive($0.key, $0.value.start) }
    pruneCount = max(Self.leastPruneCount, processes.count * 2)
  }
}
