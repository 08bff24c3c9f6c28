internal import ProcessEvents
internal import ProcessTable

/// A registered process that is over and whose end is not told yet.
struct Suspect: Sendable {
  var foundGone: KernelInstant
  var status: ExitStatus?
  /// Whether its event may have been lost.
  var isTainted: Bool
}

/// Suspects by process. How many are tainted is known without looking at each.
struct SuspectTable: Sendable {
  private var suspects: [ProcessIdentity: Suspect] = [:]
  private(set) var taintedCount = 0

  subscript(process: ProcessIdentity) -> Suspect? {
    get { suspects[process] }
    set {
      _ = remove(process)
      guard let newValue else { return }
      suspects[process] = newValue
      if newValue.isTainted { taintedCount += 1 }
    }
  }

  mutating func remove(_ process: ProcessIdentity) -> Suspect? {
    let suspect = suspects.removeValue(forKey: process)
    if suspect?.isTainted == true { taintedCount -= 1 }
    return suspect
  }

  /// Taints those whose events may be among what was lost after a moment.
  mutating func taint(foundGoneSince instant: KernelInstant) {
    guard !suspects.isEmpty else { return }
    for (process, suspect) in suspects where suspect.foundGone >= instant {
      self[process]?.isTainted = true
    }
  }
}
