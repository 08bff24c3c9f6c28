public import ProcessEvents

/// Events that were there and did not reach the reader.
public struct Loss: Hashable, Sendable {
  /// How many, exactly.
  public var count: UInt64
  /// The last moment before the loss of which everything is known.
  public var since: KernelInstant
  /// The first moment after it of which everything will be known.
  public var until: KernelInstant
  /// Where they were lost.
  public var place: Place

  /// Where events can be lost.
  @nonexhaustive
  public enum Place: Hashable, Sendable {
    /// The socket's buffer was full: the reader was too slow for its size.
    case socketBuffer
    /// The kernel had no memory for the message; only noticed where nothing is filtered.
    case kernelMemory
    /// The queue between the thread that reads the socket and the consumer was full.
    case handOver
    /// The queue of one of several readers of a subscription was full: that reader was too slow.
    case stream
  }

  /// Makes a loss of its parts.
  public init(count: UInt64, since: KernelInstant, until: KernelInstant, place: Place) {
    self.count = count
    self.since = since
    self.until = until
    self.place = place
  }
}
