/// Who reads events, and so which of them may be told.
package enum Viewer: Hashable, Sendable {
  /// One who may see all processes.
  case everything
  /// A user who sees only his own processes: those whose effective user, at the moment of the event and after what
  /// the event tells, is known to be him. A stale or unknown user is nobody's.
  ///
  /// So he is told the fork of a child that has his rights, the end of a process that died with them, and the `uid`
  /// event by which a process becomes his; neither the `uid` event by which it ceases to be, nor what follows, such as
  /// the exec of a set-user-ID program. The user of a process is that of its first thread.
  ///
  /// Arguments of a program that had begun before its process became his may be another's: he is not told them, nor does
  /// his filter learn of them. Of processes that were there before the feed it is not known when they became his.
  case user(UInt32)
}
