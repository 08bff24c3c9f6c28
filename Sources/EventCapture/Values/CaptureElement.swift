public import ProcessEvents

/// What a stream of events has told, one thing of it.
public enum CaptureElement: Hashable, Sendable {
  /// Something happened to a task.
  case event(ProcessEvent)
  /// A process ended.
  case death(ProcessDeath)
  /// Events were lost here.
  case lost(CaptureLoss)
}

/// Events that were there and did not reach the recorder.
public struct CaptureLoss: Hashable, Sendable {
  /// How many, exactly.
  public var count: UInt64
  /// The last moment before the loss of which everything is known.
  public var since: KernelInstant
  /// The first moment after it of which everything is known.
  public var until: KernelInstant
  /// Where they were lost.
  public var place: Place

  /// Makes a loss of its parts.
  @inlinable
  public init(count: UInt64, since: KernelInstant, until: KernelInstant, place: Place) {
    self.count = count
    self.since = since
    self.until = until
    self.place = place
  }

  /// Where they were lost; numbers that this version does not know are kept.
  public struct Place: RawRepresentable, Hashable, Sendable {
    public var rawValue: UInt8

    @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The socket's buffer was full.
    public static let socketBuffer = Place(rawValue: 1)
    /// The kernel had no memory for the message.
    public static let kernelMemory = Place(rawValue: 2)
    /// The queue between the thread that reads the socket and its consumer was full.
    public static let handOver = Place(rawValue: 3)
    /// The queue of one of several readers was full.
    public static let stream = Place(rawValue: 4)
  }
}
