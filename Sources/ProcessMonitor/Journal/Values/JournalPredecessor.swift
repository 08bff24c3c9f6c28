/// How the daemon ended that had the journal before.
@nonexhaustive
public enum JournalPredecessor: Hashable, Sendable {
  /// There was none.
  case none
  /// As it was told to, having registered all that lived and matched.
  case ended
  /// In no such way, or that is not known.
  case interrupted
}
