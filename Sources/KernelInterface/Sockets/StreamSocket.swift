internal import CLinux

/// A connection to a server on this machine, none of whose calls waits longer than it is told.
package struct StreamSocket: ~Copyable, Sendable {
  /// Where a server of this machine listens.
  package enum Address: Hashable, Sendable {
    case local(path: String)
    /// An address of 127.0.0.0/8, as a number.
    case loopback(UInt32, port: UInt16)
    /// `::1`
    case loopback6(port: UInt16)
  }

  private let descriptor: OwnedDescriptor

  /// Connects; call ``finishConnecting()`` once it is writable.
  package init(connectingTo address: Address) throws(SystemCallError) {
    let family =
      switch address {
      case .local: AF_UNIX
      case .loopback: AF_INET
      case .loopback6: AF_INET6
      }
    let descriptor = OwnedDescriptor(
      owning: try systemCall("socket") { clinux_socket_stream(family) })
    let raw = descriptor.rawValue
    do {
      try systemCall("connect") {
        switch address {
        case .local(let path):
          unsafe clinux_connect_local(raw, path, path.utf8.count)
        case .loopback(let host, let port): clinux_connect_loopback(raw, host, port)
        case .loopback6(let port): clinux_connect_loopback6(raw, port)
        }
      }
    } catch  where error.errno == Errno(rawValue: EINPROGRESS) {
    }
    self.descriptor = descriptor
  }

  /// - Throws: why it could not be connected.
  package borrowing func finishConnecting() throws(SystemCallError) {
    let error = clinux_socket_error(descriptor.rawValue)
    if error != 0 { throw SystemCallError("connect", Errno(rawValue: error)) }
  }

  /// Waits until it can be written to (or read), or `interrupt` is readable.
  ///
  /// - Parameter timeout: nanoseconds
  /// - Returns: whether it can.
  package borrowing func wait(
    toWrite: Bool, timeout: UInt64, interruptedBy interrupt: Int32
  ) throws(SystemCallError) -> Bool {
    var watched = (
      pollfd(fd: descriptor.rawValue, events: Int16(toWrite ? POLLOUT : POLLIN), revents: 0),
      pollfd(fd: interrupt, events: Int16(POLLIN), revents: 0)
    )
    var limit = timespec(
      tv_sec: Int(timeout / 1_000_000_000), tv_nsec: Int(timeout % 1_000_000_000))
    try systemCall("ppoll") {
      unsafe withUnsafeMutablePointer(to: &watched) { tuple in
        unsafe tuple.withMemoryRebound(to: pollfd.self, capacity: 2) {
          unsafe ppoll($0, 2, &limit, nil)
        }
      }
    }
    return watched.0.revents != 0 && watched.1.revents == 0
  }

  /// Sends what there is room for.
  ///
  /// - Throws: `EAGAIN` where there is none.
  package borrowing func send(_ bytes: Span<UInt8>) throws(SystemCallError) -> Int {
    let raw = descriptor.rawValue
    return try systemCall("send") {
      unsafe bytes.withUnsafeBytes {
        unsafe CLinux.send(raw, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
    }
  }

  /// Receives what is there, at most `limit` bytes; none at the end.
  ///
  /// - Throws: `EAGAIN` where nothing is.
  package borrowing func receive(atMost limit: Int) throws(SystemCallError) -> [UInt8] {
    let raw = descriptor.rawValue
    var bytes = [UInt8](repeating: 0, count: limit)
    let count = try systemCall("recv") {
      unsafe bytes.withUnsafeMutableBytes { unsafe recv(raw, $0.baseAddress, $0.count, 0) }
    }
    bytes.removeSubrange(count...)
    return bytes
  }
}
