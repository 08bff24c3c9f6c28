/// The room that the kernel gives a socket for what has not been read.
///
/// An event takes some 830 bytes of it. The kernel doubles the number asked for; what was really got is
/// in ``ConnectorCounters/bufferSize``.
public struct ReceiveBuffer: Hashable, Sendable {
  /// Bytes asked for.
  public var bytes: Int32

  /// - Parameter bytes: past `net.core.rmem_max` only with CAP_NET_ADMIN; else the kernel gives that limit.
  public init(bytes: Int32) { self.bytes = max(0, bytes) }

  /// 16 MiB, room for some 40,000 events.
  public static let `default` = ReceiveBuffer(bytes: 16 << 20)
}
