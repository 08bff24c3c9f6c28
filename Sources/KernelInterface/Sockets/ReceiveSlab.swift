internal import CLinux

/// Memory for many datagrams, filled by one `recvmmsg(2)` and reused for ever.
@safe package struct ReceiveSlab: ~Copyable, @unchecked Sendable {
  /// Datagrams that fit.
  package let capacity: Int
  /// Bytes kept of each; the rest of a longer one is cut off.
  package let slotSize: Int

  private let bytes: UnsafeMutableRawPointer
  private let headers: UnsafeMutablePointer<clinux_message>
  private let vectors: UnsafeMutablePointer<iovec>
  private let senders: UnsafeMutablePointer<sockaddr_nl>

  package init(capacity: Int, slotSize: Int) {
    self.capacity = capacity
    self.slotSize = slotSize
    unsafe bytes = .allocate(byteCount: capacity * slotSize, alignment: 64)
    unsafe headers = .allocate(capacity: capacity)
    unsafe vectors = .allocate(capacity: capacity)
    unsafe senders = .allocate(capacity: capacity)
    unsafe senders.initialize(repeating: sockaddr_nl(), count: capacity)
    unsafe bytes.initializeMemory(as: UInt8.self, repeating: 0, count: capacity * slotSize)
    for index in 0..<capacity {
      unsafe (vectors + index).initialize(
        to: iovec(iov_base: bytes + index * slotSize, iov_len: slotSize))
      var message = unsafe clinux_message()
      unsafe message.header.msg_name = UnsafeMutableRawPointer(senders + index)
      unsafe message.header.msg_namelen = socklen_t(MemoryLayout<sockaddr_nl>.size)
      unsafe message.header.msg_iov = vectors + index
      unsafe message.header.msg_iovlen = 1
      unsafe (headers + index).initialize(to: message)
    }
  }

  deinit {
    unsafe bytes.deallocate()
    unsafe headers.deallocate()
    unsafe vectors.deallocate()
    unsafe senders.deallocate()
  }

  /// Fills the slab from its beginning with what waits in the socket, at most `limit` datagrams.
  ///
  /// - Returns: how many; fewer than the limit means that the socket is empty now or has an error
  ///   that the next call reports.
  /// - Throws: `EAGAIN` when nothing waits; `ENOBUFS` once when datagrams were dropped.
  package mutating func receive(
    from descriptor: Int32, limit: Int
  ) throws(SystemCallError) -> Int {
    precondition(limit > 0 && limit <= capacity)
    let headers = unsafe headers
    return Int(
      try systemCall("recvmmsg") {
        unsafe clinux_receive_messages(
          descriptor, headers, UInt32(limit), Int32(MSG_DONTWAIT))
      })
  }

  /// The bytes of a datagram received last, valid until the next receive.
  package borrowing func datagram(at index: Int) -> UnsafeRawBufferPointer {
    let length = unsafe min(Int(headers[index].length), slotSize)
    return unsafe UnsafeRawBufferPointer(start: bytes + index * slotSize, count: length)
  }

  /// Whether a datagram was longer than a slot.
  package borrowing func isTruncated(at index: Int) -> Bool {
    unsafe headers[index].header.msg_flags & Int32(MSG_TRUNC) != 0
  }

  /// The netlink port of a datagram's sender; 0 is the kernel.
  package borrowing func senderPort(at index: Int) -> UInt32 { unsafe senders[index].nl_pid }
}
