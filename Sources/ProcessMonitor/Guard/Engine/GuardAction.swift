/// What the engine wants done.
@nonexhaustive
public enum GuardAction: Hashable, Sendable {
  /// Store the death, and with it, in one, that its registration is no more; then clean up.
  case record(GuardedDeath)
  /// The same without a clean-up: nobody knows how the process ended, and the guard only wants to be told.
  case report(GuardedDeath)
  /// The process ended in a way that its guard does not mind: its registration is no more.
  case forget(Registration)
  /// Look at all registered processes, beginning now: ``GuardEngine/takeLooks(_:)``.
  case resync
}
