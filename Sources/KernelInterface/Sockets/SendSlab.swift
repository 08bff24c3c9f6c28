internal import CLinux

/// What `sendmmsg(2)` needs to send many datagrams of one size by one call, used again for ever.
@safe package struct SendSlab: ~Copyable, @unchecked Sendable {
  /// Datagrams of one call.
  package let capacity: Int
  private let headers: UnsafeMutablePointer<clinux_message>
  private let vectors: UnsafeMutablePointer<iovec>

  package init(capacity: Int) {
    precondition(capacity > 0)
    self.capacity = capacity
    unsafe headers = .allocate(capacity: capacity)
    unsafe vectors = .allocate(capacity: capacity)
    for index in 0..<capacity {
      unsafe (vectors + index).initialize(to: iovec())
      var message = unsafe clinux_message()
      unsafe message.header.msg_iov = vectors + index
      unsafe message.header.msg_iovlen = 1
      unsafe (headers + index).initialize(to: message)
    }
  }

  deinit {
    unsafe headers.deallocate()
    unsafe vectors.deallocate()
  }

  /// Sends datagrams that stand one behind the other, at most ``capacity`` of them, without waiting.
  ///
  /// - Returns: how many were sent, at least one; fewer than there are means that there is no room, or an error that the
  ///   next call reports.
  /// - Throws: `EAGAIN` where there is no room; `EPIPE` and `ECONNRESET` where the other end is gone.
  package borrowing func send(
    _ datagrams: Span<UInt8>, size: Int, to socket: borrowing PacketSocket
  ) throws(SystemCallError) -> Int {
    precondition(size > 0 && datagrams.count % size == 0)
    let count = min(datagrams.count / size, capacity)
    let descriptor = socket.rawDescriptor
    return try unsafe datagrams.withUnsafeBytes { bytes throws(SystemCallError) in
      for index in 0..<count {
        unsafe vectors[index].iov_base = UnsafeMutableRawPointer(
          mutating: bytes.baseAddress! + index * size)
        unsafe vectors[index].iov_len = size
      }
      return Int(
        try systemCall("sendmmsg") {
          unsafe clinux_send_messages(descriptor, headers, UInt32(count))
        })
    }
  }
}
