internal import CLinux

/// A non-blocking netlink socket: `netlink(7)`.
package struct NetlinkSocket: ~Copyable, Sendable {
  private let descriptor: OwnedDescriptor

  /// - Parameter netlinkProtocol: such as `NETLINK_CONNECTOR`, 11.
  package init(protocol netlinkProtocol: Int32) throws(SystemCallError) {
    descriptor = OwnedDescriptor(
      owning: try systemCall("socket") {
        let type = SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
        return socket(AF_NETLINK, Int32(type), netlinkProtocol)
      })
  }

  /// Takes over a socket that somebody else has set up.
  package init(owning descriptor: consuming OwnedDescriptor) { self.descriptor = descriptor }

  package var rawDescriptor: Int32 { descriptor.rawValue }

  /// Binds with a port that the kernel chooses and joins `groups`, a bit mask.
  package borrowing func bind(groups: UInt32) throws(SystemCallError) {
    var address = sockaddr_nl()
    address.nl_family = sa_family_t(AF_NETLINK)
    address.nl_groups = groups
    try systemCall("bind") { unsafe clinux_bind_netlink(descriptor.rawValue, &address) }
  }

  /// Joins a multicast group, or leaves it: the number of a group, not a bit mask.
  package borrowing func setMembership(_ isMember: Bool, ofGroup group: Int32)
    throws(SystemCallError)
  {
    try setOption(
      isMember ? NETLINK_ADD_MEMBERSHIP : NETLINK_DROP_MEMBERSHIP, group, level: SOL_NETLINK,
      called: "setsockopt NETLINK_ADD_MEMBERSHIP")
  }

  /// Sends one datagram to the kernel, or to `port` and `groups`.
  package borrowing func send(
    _ datagram: Span<UInt8>, toPort port: UInt32 = 0, groups: UInt32 = 0
  ) throws(SystemCallError) {
    var address = sockaddr_nl()
    address.nl_family = sa_family_t(AF_NETLINK)
    address.nl_pid = port
    address.nl_groups = groups
    try systemCall("send") {
      unsafe datagram.withUnsafeBytes { bytes in
        unsafe clinux_send_netlink(
          descriptor.rawValue, bytes.baseAddress, bytes.count, &address)
      }
    }
  }

  /// Asks for a receive buffer; the kernel doubles the number for its own bookkeeping.
  ///
  /// - Parameter beyondLimit: past `net.core.rmem_max`, which takes CAP_NET_ADMIN.
  package borrowing func setReceiveBuffer(bytes: Int32, beyondLimit: Bool) throws(SystemCallError) {
    try setOption(beyondLimit ? SO_RCVBUFFORCE : SO_RCVBUF, bytes, called: "setsockopt SO_RCVBUF")
  }

  /// Runs `program` on every datagram before it takes room in the buffer; replaces the one before.
  package borrowing func attachFilter(_ program: [FilterInstruction]) throws(SystemCallError) {
    try SocketFilter.attach(program, to: descriptor.rawValue)
  }

  package borrowing func detachFilter() throws(SystemCallError) {
    try SocketFilter.detach(from: descriptor.rawValue)
  }

  /// The state of the receive buffer.
  ///
  /// C: `SO_MEMINFO`, Linux 4.12.
  package borrowing func memory() throws(SystemCallError) -> SocketMemory {
    try Self.memory(of: descriptor.rawValue)
  }

  package static func memory(of descriptor: Int32) throws(SystemCallError) -> SocketMemory {
    var words: [9 of UInt32] = .init(repeating: 0)
    var length = socklen_t(MemoryLayout.size(ofValue: words))
    try systemCall("getsockopt SO_MEMINFO") {
      unsafe getsockopt(descriptor, SOL_SOCKET, SO_MEMINFO, &words, &length)
    }
    return SocketMemory(used: words[0], limit: words[1], drops: words[8])
  }

  /// A number that no other socket has as long as the machine runs, whoever holds it.
  ///
  /// C: `SO_COOKIE`, Linux 4.12.
  package static func cookie(of descriptor: Int32) throws(SystemCallError) -> UInt64 {
    var cookie: UInt64 = 0
    var length = socklen_t(MemoryLayout<UInt64>.size)
    try systemCall("getsockopt SO_COOKIE") {
      unsafe getsockopt(descriptor, SOL_SOCKET, SO_COOKIE, &cookie, &length)
    }
    return cookie
  }

  private borrowing func setOption(
    _ option: Int32, _ value: Int32, level: Int32 = SOL_SOCKET, called name: String
  ) throws(SystemCallError) {
    var value = value
    try systemCall(name) {
      unsafe setsockopt(
        descriptor.rawValue, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }
  }
}

/// A socket's receive buffer as the kernel accounts for it.
package struct SocketMemory: Hashable, Sendable {
  /// Bytes taken, each datagram with the kernel's overhead.
  package var used: UInt32
  /// Bytes there are.
  package var limit: UInt32
  /// Datagrams dropped so far for want of room; wraps around.
  package var drops: UInt32

  package init(used: UInt32, limit: UInt32, drops: UInt32) {
    self.used = used
    self.limit = limit
    self.drops = drops
  }
}
