package import ProcessEvents
package import ProcessTable

/// What is to be done about processes that rules found by themselves.
package enum LivingAction: Hashable, Sendable {
  /// Store the death, and clean up. The detector may tell the same one: the id is then the same.
  case record(GuardedDeath)
  /// Register the process with the detector, in the place of a former registration of the rule's.
  case register(Registration)
  /// Withdraw what was registered: the rule is not about the process any more.
  case withdraw(ProcessIdentity, guardName: String)
  /// An abnormal death of which it cannot be known whether the rule is about it.
  case undecided(ProcessDeath, guardName: String)
}

/// What has come of watching so far.
package struct LivingCounters: Hashable, Sendable {
  /// Abnormal deaths that a rule was about, once for each rule.
  package var matched: UInt64 = 0
  /// Those among them that were told: the rule counts such an end.
  package var told: UInt64 = 0
  /// Abnormal deaths of which it could not be known whether a rule was about them, once for each rule.
  package var undecided: UInt64 = 0
  /// Registrations asked for.
  package var registered: UInt64 = 0
  /// Registrations withdrawn, as the process had become another's.
  package var withdrawn: UInt64 = 0
  /// Abnormal deaths of the daemon's own descendants, which no rule is about.
  package var own: UInt64 = 0
  /// Events that were lost: abnormal deaths of young processes, which nobody had registered yet, can be among them.
  /// Without perf's side band they need not be deaths.
  package var lost: UInt64 = 0
  /// Records of perf's side band that were lost: who a process is may have been unknown after that for a moment.
  package var lostRecords: UInt64 = 0
  /// How often all processes were looked at, the first time included.
  package var rescans: UInt64 = 0

  package init() {}
}
