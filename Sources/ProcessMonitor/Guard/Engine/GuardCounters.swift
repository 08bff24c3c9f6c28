/// What the engine has done so far.
public struct GuardCounters: Hashable, Sendable {
  /// Deaths whose events came, of processes registered or not.
  public var observed: UInt64 = 0
  /// Deaths told for guards that were seen.
  public var seen: UInt64 = 0
  /// Deaths told for guards that were found missing, with a known status or not.
  public var inferred: UInt64 = 0
  /// Of those, deaths with an unknown status.
  public var unknown: UInt64 = 0
  /// Registrations that ended with their processes, in ways that their guards do not mind.
  public var uneventful: UInt64 = 0
  /// Events that were of another process with a registered one's id.
  public var reusedIDs: UInt64 = 0
  /// Losses of events, and restarts without the socket.
  public var losses: UInt64 = 0
  /// Comparisons with what lives that were begun.
  public var resyncs: UInt64 = 0

  public init() {}
}
