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
  /// - Returns: what came, valid until the next receive; fewer than the limit means that the socket is
  ///   empty now or has an error that the next call reports.
  /// - Throws: `EAGAIN` when nothing waits; `ENOBUFS` once when datagrams were dropped.
  package borrowing func receive(
    from descriptor: Int32, limit: Int
  ) throws(SystemCallError) -> ReceivedDatagrams {
    precondition(limit > 0 && limit <= capacity)
    let headers = unsafe headers
    let count = try systemCall("recvmmsg") {
      unsafe clinux_receive_messages(descriptor, headers, UInt32(limit), Int32(MSG_DONTWAIT))
    }
    return received(Int(count))
  }

  /// Puts a datagram into a slot as if it had been received.
  package borrowing func place(_ datagram: Span<UInt8>, from port: UInt32, at index: Int) {
    precondition(index < capacity)
    for position in 0..<min(datagram.count, slotSize) {
      unsafe bytes.storeBytes(
        of: datagram[position], toByteOffset: index * slotSize + position, as: UInt8.self)
    }
    unsafe headers[index].length = UInt32(datagram.count)
    unsafe senders[index].nl_pid = port
  }

  /// What stands in the first slots.
  package borrowing func received(_ count: Int) -> ReceivedDatagrams {
    unsafe ReceivedDatagrams(
      count: count, bytes: bytes, slotSize: slotSize, headers: headers, senders: senders)
  }
}

/// Datagrams in a slab.
@safe package struct ReceivedDatagrams {
  package let count: Int
  private let bytes: UnsafeMutableRawPointer
  private let slotSize: Int
  private let headers: UnsafeMutablePointer<clinux_message>
  private let senders: UnsafeMutablePointer<sockaddr_nl>

  fileprivate init(
    count: Int, bytes: UnsafeMutableRawPointer, slotSize: Int,
    headers: UnsafeMutablePointer<clinux_message>, senders: UnsafeMutablePointer<sockaddr_nl>
  ) {
    self.count = count
    unsafe self.bytes = bytes
    self.slotSize = slotSize
    unsafe self.headers = headers
    unsafe self.senders = senders
  }

  /// The bytes of one, cut off at the slot's size; valid until the next receive.
  package func datagram(at index: Int) -> UnsafeRawBufferPointer {
    precondition(index >= 0 && index < count)
    let length = unsafe min(Int(headers[index].length), slotSize)
    return unsafe UnsafeRawBufferPointer(start: bytes + index * slotSize, count: length)
  }

  /// The netlink port of its sender; 0 is the kernel.
  package func senderPort(at index: Int) -> UInt32 {
    precondition(index >= 0 && index < count)
    return unsafe senders[index].nl_pid
  }
}
