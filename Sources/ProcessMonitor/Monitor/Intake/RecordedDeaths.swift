/// Deaths that were written down, each once, whoever told them: the detector, a rule's match or both.
struct RecordedDeaths: Hashable, Sendable {
  /// Those that were seen.
  private(set) var seen: UInt64 = 0
  /// Those that were found missing.
  private(set) var inferred: UInt64 = 0
  /// Of these, those with an unknown status.
  private(set) var unknown: UInt64 = 0

  /// - Parameter new: the ids of those that were not there before, in the deaths' order.
  mutating func count(_ deaths: [GuardedDeath], new: [DeathID]) {
    var rest = new[...]
    for death in deaths where death.id == rest.first {
      rest.removeFirst()
      if !death.isInferred {
        seen += 1
        continue
      }
      inferred += 1
      if death.status == nil { unknown += 1 }
    }
  }
}
