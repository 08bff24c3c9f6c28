/// What has come and gone through a hub, since it was made where nothing else is said.
public struct HubCounters: Hashable, Sendable {
  /// Events that were published.
  public var events: UInt64 = 0
  /// Datagrams that were written for a group of listeners each, or for one alone.
  public var datagrams: UInt64 = 0
  /// Datagrams that listeners have read.
  public var read: UInt64 = 0
  /// Datagrams that listeners have lost for want of room, or since the hub itself was told of a loss.
  public var lost: UInt64 = 0
  /// Requests that could be read.
  public var requests: UInt64 = 0
  /// Datagrams of clients that were no requests.
  public var malformed: UInt64 = 0
  /// Listeners now.
  public var listeners: Int = 0
  /// Groups of listeners that want the same, now.
  public var groups: Int = 0
  /// Bytes that hold datagrams now.
  public var bytes: Int = 0
}

/// What one listener has got.
public struct ListenerCounters: Hashable, Sendable {
  /// Datagrams that wait.
  public var waiting: Int
  /// Datagrams that it has read.
  public var read: UInt64
  /// Datagrams that it has lost. C: what `SO_RXQ_OVFL` and the ninth word of `SO_MEMINFO` tell
  public var lost: UInt64
  /// Requests that it has sent.
  public var requests: UInt64
}
