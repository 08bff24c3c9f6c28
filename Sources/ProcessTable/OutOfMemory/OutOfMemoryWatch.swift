internal import KernelInterface
package import ProcessEvents

/// Proves that processes that died of SIGKILL were killed by the kernel for want of memory.
///
/// The kernel log proves it, where this process may read it; else the count of the process's control group, if it
/// was known before and all who were killed in the group are accounted for. Where neither does, nothing is said.
///
/// The reader of events tells all kills of a batch by ``killed(_:controlGroup:)`` and then asks for each.
package struct OutOfMemoryWatch: ~Copyable {
  private let log: KernelLog?
  private var logKills: KernelLogKills
  private let hierarchy: MemoryHierarchy?
  private var groupKills = GroupKills()
  private var overruns: UInt64 = 0
  private var logFailed = false

  package enum Source: Sendable {
    case kernelLog, controlGroups, none
  }

  /// - Parameter usesKernelLog: false leaves the log alone.
  package init(usesKernelLog: Bool = true) {
    let now = KernelInstant(nanoseconds: Clocks.monotonic)
    logKills = KernelLogKills(at: now)
    if usesKernelLog { log = try? KernelLog() } else { log = nil }
    let mounts = try? Files.text(of: "/proc/self/mountinfo", limit: 1 << 20)
    hierarchy = mounts.flatMap { MemoryHierarchy(mounts: $0) }
  }

  /// Where its proofs come from.
  package var source: Source {
    if readsLog { .kernelLog } else if hierarchy != nil { .controlGroups } else { .none }
  }

  /// Readable when the log is to be read; -1 where it is not watched. Who polls it and calls ``readLog()`` makes
  /// the log's times exact; without that they are only as good as the clocks agree.
  package var logDescriptor: Int32 {
    switch log {
    case .some(let log): logFailed ? -1 : log.descriptor
    case .none: -1
    }
  }

  /// Remembers how often the kernel has killed in a control group, so that later kills can be told. Does nothing
  /// where the log is read, or the group is known already.
  ///
  /// - Parameter controlGroup: the path from the root of the memory controller's hierarchy.
  package mutating func baseline(of controlGroup: String) {
    guard !readsLog, let hierarchy, !groupKills.contains(controlGroup),
      let count = hierarchy.killCount(of: controlGroup)
    else { return }
    groupKills.setBaseline(of: controlGroup, count: count)
  }

  /// Forgets a control group of which no process is left.
  package mutating func forget(controlGroup: String) { groupKills.forget(controlGroup) }

  /// A process died of SIGKILL.
  ///
  /// - Parameter controlGroup: nil where it is not known.
  package mutating func killed(_ process: ProcessID, controlGroup: String?) {
    if !readsLog { groupKills.killed(process, in: controlGroup) }
  }

  /// Whether the death that ``killed(_:controlGroup:)`` told was for want of memory.
  ///
  /// - Parameters:
  ///   - death: when the process died.
  ///   - start: when it began, where that is known.
  /// - Returns: nil where that is not proved, and where it is asked again.
  package mutating func proof(
    ofKill process: ProcessID, at death: KernelInstant, start: KernelInstant?,
    controlGroup: String?
  ) -> OutOfMemoryProof? {
    if readsLog {
      readLog()
      if logKills.explains(process, at: death, start: start) { return .kernelLog }
      return nil
    }
    guard let controlGroup, let hierarchy else { return nil }
    let isProved = groupKills.explains(process, in: controlGroup) {
      // The count comes first: whoever it counts is then dead and told, or seen to be dying.
      guard let count = hierarchy.killCount(of: controlGroup),
        let dying = hierarchy.dyingProcesses(of: controlGroup)
      else { return nil }
      return GroupKills.Reading(count: count, dying: dying)
    }
    return isProved ? .controlGroup : nil
  }

  /// Deaths may have been lost. What only holds where all are known is forgotten; control groups need a new
  /// ``baseline(of:)``.
  package mutating func eventsWereLost() {
    if readsLog { readLog() }
    logKills.forgetAll()
    groupKills.forgetAll()
  }

  /// Takes in what the log has told.
  package mutating func readLog() {
    guard readsLog else { return }
    let begin = KernelInstant(nanoseconds: Clocks.monotonic)
    let ending: KernelLog.Ending
    switch log {
    case .some(let log):
      ending = log.read(overruns: &overruns) { record in
        logKills.take(record, at: KernelInstant(nanoseconds: Clocks.monotonic))
      }
    case .none: return
    }
    switch ending {
    // Records that came during this reading may be left for the next one.
    case .complete: logKills.endReading(at: begin)
    case .limited: break
    case .failed: logFailed = true
    }
  }

  private var readsLog: Bool { logDescriptor >= 0 }
}
