internal import CLinux

/// A connection to a server on this machine that keeps datagrams apart: `SOCK_SEQPACKET`, unix(7).
///
/// Only the server that it is connected to can send to it.
package struct PacketClient: ~Copyable, Sendable {
  private let descriptor: OwnedDescriptor

  /// Connects.
  ///
  /// - Parameter patience: how long a server is waited for that has not accepted earlier connections, in whole
  ///   microseconds of these nanoseconds.
  /// - Throws: `ENOENT`, `ECONNREFUSED`, `EACCES`, `EPROTOTYPE`, or `EAGAIN` when the time is over.
  package init(connectingTo path: String, patience: UInt64) throws(SystemCallError) {
    let descriptor = OwnedDescriptor(
      owning: try systemCall("socket") {
        let type = SOCK_SEQPACKET.rawValue | SOCK_CLOEXEC.rawValue
        return socket(AF_UNIX, Int32(type), 0)
      })
    let raw = descriptor.rawValue
    var limit = timeval(
      tv_sec: Int(patience / 1_000_000_000), tv_usec: Int(patience % 1_000_000_000 / 1000))
    try systemCall("setsockopt SO_SNDTIMEO") {
      unsafe setsockopt(
        raw, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }
    try systemCall("connect") { unsafe clinux_connect_local(raw, path, path.utf8.count) }
    self.descriptor = descriptor
  }

  /// Takes over a socket that is connected.
  package init(owning descriptor: consuming OwnedDescriptor) { self.descriptor = descriptor }

  package var rawDescriptor: Int32 { descriptor.rawValue }

  /// Sends one datagram, without waiting.
  ///
  /// - Throws: `EAGAIN` where there is no room, `EPIPE` where nobody is left to receive it.
  package borrowing func send(_ datagram: Span<UInt8>) throws(SystemCallError) {
    let raw = descriptor.rawValue
    try systemCall("send") {
      unsafe datagram.withUnsafeBytes {
        unsafe CLinux.send(raw, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
      }
    }
  }

  /// Runs `program` on every datagram before it takes room; replaces the one before.
  package borrowing func attachFilter(_ program: [FilterInstruction]) throws(SystemCallError) {
    try SocketFilter.attach(program, to: descriptor.rawValue)
  }

  package borrowing func detachFilter() throws(SystemCallError) {
    try SocketFilter.detach(from: descriptor.rawValue)
  }

  /// Bytes of the datagrams that wait. C: `SIOCINQ`
  package borrowing func waitingBytes() throws(SystemCallError) -> UInt32 {
    let raw = descriptor.rawValue
    let count = try systemCall("ioctl SIOCINQ") { clinux_waiting_bytes(raw) }
    return UInt32(max(0, count))
  }
}
