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
  /// Where all but the vectors is; nil where it is the slab's own.
  private let memory: SharedMemory?

  /// - Parameter notesSenders: false where the senders' addresses are not netlink's; they count as the kernel then.
  package init(capacity: Int, slotSize: Int, notesSenders: Bool = true) {
    memory = nil
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
      if notesSenders {
        unsafe message.header.msg_name = UnsafeMutableRawPointer(senders + index)
        unsafe message.header.msg_namelen = socklen_t(MemoryLayout<sockaddr_nl>.size)
      }
      unsafe message.header.msg_iov = vectors + index
      unsafe message.header.msg_iovlen = 1
      unsafe (headers + index).initialize(to: message)
    }
  }

  /// Uses shared memory, and keeps what was received into it; of that, no pointer is believed.
  ///
  /// - Parameters:
  ///   - offset: where it begins, a multiple of 64.
  ///   - capacity: so many that they fit, by ``bytesPerSlot(_:)``.
  init(in memory: SharedMemory, at offset: Int, capacity: Int, slotSize: Int) {
    precondition(
      capacity > 0 && offset >= 0 && offset % 64 == 0
        && memory.size - offset >= capacity * Self.bytesPerSlot(slotSize))
    self.memory = memory
    self.capacity = capacity
    self.slotSize = slotSize
    let base = unsafe memory.base + offset
    unsafe headers = base.bindMemory(to: clinux_message.self, capacity: capacity)
    let senderBase = unsafe base + capacity * MemoryLayout<clinux_message>.stride
    unsafe senders = senderBase.bindMemory(to: sockaddr_nl.self, capacity: capacity)
    unsafe bytes = senderBase + capacity * MemoryLayout<sockaddr_nl>.stride
    unsafe vectors = .allocate(capacity: capacity)
    for index in 0..<capacity {
      unsafe (vectors + index).initialize(
        to: iovec(iov_base: bytes + index * slotSize, iov_len: slotSize))
      unsafe headers[index].header = msghdr()
      unsafe headers[index].header.msg_name = UnsafeMutableRawPointer(senders + index)
      unsafe headers[index].header.msg_namelen = socklen_t(MemoryLayout<sockaddr_nl>.size)
      unsafe headers[index].header.msg_iov = vectors + index
      unsafe headers[index].header.msg_iovlen = 1
    }
  }

  /// Bytes of shared memory for each datagram.
  static func bytesPerSlot(_ slotSize: Int) -> Int {
    unsafe MemoryLayout<clinux_message>.stride + MemoryLayout<sockaddr_nl>.stride + slotSize
  }

  deinit {
    unsafe vectors.deallocate()
    guard memory == nil else { return }
    unsafe bytes.deallocate()
    unsafe headers.deallocate()
    unsafe senders.deallocate()
  }

  /// Fills the slab with what waits in the socket, at most `limit` datagrams.
  ///
  /// - Parameter first: the slot to begin with.
  /// - Returns: what came, valid until the next receive; fewer than the limit means that the socket is
  ///   empty now or has an error that the next call reports.
  /// - Throws: `EAGAIN` when nothing waits; `ENOBUFS` once when datagrams were dropped.
  package borrowing func receive(
    from descriptor: Int32, limit: Int, at first: Int = 0
  ) throws(SystemCallError) -> ReceivedDatagrams {
    precondition(limit > 0 && first >= 0 && first <= capacity - limit)
    let headers = unsafe headers + first
    let count = try systemCall("recvmmsg") {
      unsafe clinux_receive_messages(descriptor, headers, UInt32(limit), Int32(MSG_DONTWAIT))
    }
    return received(Int(count), at: first)
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

  /// What stands in some slots.
  package borrowing func received(_ count: Int, at first: Int = 0) -> ReceivedDatagrams {
    precondition(count >= 0 && first >= 0 && first <= capacity - count)
    return unsafe ReceivedDatagrams(
      count: count, bytes: bytes + first * slotSize, slotSize: slotSize,
      headers: headers + first, senders: senders + first)
  }

  /// Whether a datagram was received into a slot since it was emptied.
  ///
  /// The kernel writes its length last, after its bytes and its sender.
  borrowing func isFilled(at index: Int) -> Bool {
    precondition(index >= 0 && index < capacity)
    return unsafe headers[index].length != 0
  }

  /// Makes a slot one into which nothing was received, and nothing by the kernel.
  borrowing func empty(at index: Int) {
    precondition(index >= 0 && index < capacity)
    unsafe headers[index].length = 0
    unsafe senders[index].nl_pid = .max
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
