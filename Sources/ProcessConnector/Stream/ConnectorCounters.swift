/// What a subscription has seen so far.
public struct ConnectorCounters: Hashable, Sendable {
  /// Events taken from the socket, those of threads included.
  public var received: UInt64 = 0
  /// Events and deaths given to the reader.
  public var delivered: UInt64 = 0
  /// Events and deaths that the filter's last stage, here, has held back; what the kernel withheld is not
  /// counted by anybody.
  public var droppedHere: UInt64 = 0
  /// Those among ``droppedHere`` of which it could not be known whether they match.
  public var undecided: UInt64 = 0
  /// Events that are known to be lost, wherever.
  public var lost: UInt64 = 0
  /// Datagrams that were not the kernel's, or not process events.
  public var rejected: UInt64 = 0
  /// Times that the reader's thread was woken from a wait.
  public var wakeups: UInt64 = 0
  /// Bytes of the socket's buffer that are taken now.
  public var bufferUsed: UInt32 = 0
  /// Bytes of the socket's buffer in all, by the kernel's own count: twice what was asked for; 0 where a hub keeps
  /// what waits.
  public var bufferSize: UInt32 = 0

  /// All at 0.
  public init() {}
}
