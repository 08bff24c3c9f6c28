/// A listener of a hub; never means another one once that is closed.
public struct ListenerID: Hashable, Sendable {
  /// Where it stands among all; reused once it is closed.
  package let index: Int32
  let generation: UInt32
}

/// Bounds of what a hub takes.
public struct HubLimits: Hashable, Sendable {
  /// Listeners at the same time.
  public var listeners: Int
  /// The buffer of a listener that has not asked for another, in bytes as the kernel counts them.
  public var buffer: UInt32
  /// The most that a listener can ask for.
  public var largestBuffer: UInt32

  /// Makes bounds of their parts: by default 65,536 listeners, and what the kernel gives a socket for each.
  public init(
    listeners: Int = 65_536, buffer: UInt32 = KernelProfile.usualBuffer,
    largestBuffer: UInt32 = 64 << 20
  ) {
    self.listeners = listeners
    self.buffer = buffer
    self.largestBuffer = largestBuffer
  }
}

/// There are as many listeners as the hub takes; one has to be closed first.
public struct TooManyListeners: Error, Hashable, Sendable, CustomStringConvertible {
  /// As many as there may be.
  public let limit: Int

  public var description: String { "there are \(limit) listeners already: close one first" }
}
