internal import KernelInterface

/// Finds the place of an overflow among the messages.
///
/// After an overflow the socket takes no message until it has been emptied, so the loss lies right
/// behind what waits at that time. How many messages that are, the room that one of them frees tells.
struct OverflowGauge: Sendable {
  private let usedBytes: UInt32
  private var waiting: Int?

  /// - Parameter memory: the buffer's state when the overflow was told.
  init(_ memory: SocketMemory) {
    usedBytes = memory.used
    if usedBytes == 0 { waiting = 0 }
  }

  /// Messages that may be received at once without passing the loss.
  var limit: Int { max(1, waiting ?? 1) }

  /// Whether the loss comes next.
  var isAtLoss: Bool { waiting == 0 }

  /// Takes note of messages received, at most ``limit``.
  ///
  /// - Parameter memory: the buffer's state afterwards; asked for once only.
  mutating func received(
    _ count: Int, memory: () throws(SystemCallError) -> SocketMemory
  ) throws(SystemCallError) {
    if let waiting {
      self.waiting = max(0, waiting - count)
    } else {
      let left = try memory().used
      let messageBytes = usedBytes > left ? usedBytes - left : 0
      // Nothing freed on balance: it was the last one, and others have come in its place.
      waiting = messageBytes == 0 ? 0 : Int(left / messageBytes)
    }
  }
}
