internal import CLinux

/// A set of descriptors that is itself a descriptor, readable when one of them is: `epoll(7)`.
package struct Epoll: ~Copyable, Sendable {
  private let descriptor: OwnedDescriptor

  package init() throws(SystemCallError) {
    descriptor = OwnedDescriptor(
      owning: try systemCall("epoll_create1") { epoll_create1(Int32(EPOLL_CLOEXEC)) })
  }

  package var rawDescriptor: Int32 { descriptor.rawValue }

  /// Watches `watched` for input; `token` comes back from `ready`.
  package borrowing func add(_ watched: Int32, token: UInt64) throws(SystemCallError) {
    try add(watched, events: EPOLLIN.rawValue, token: token)
  }

  /// Watches `watched` only for its other end's going away.
  package borrowing func addHangUp(of watched: Int32, token: UInt64) throws(SystemCallError) {
    try add(watched, events: 0, token: token)
  }

  private borrowing func add(
    _ watched: Int32, events: UInt32, token: UInt64
  ) throws(SystemCallError) {
    var event = unsafe epoll_event(events: events, data: epoll_data_t(u64: token))
    try systemCall("epoll_ctl") {
      unsafe epoll_ctl(descriptor.rawValue, EPOLL_CTL_ADD, watched, &event)
    }
  }

  package borrowing func remove(_ watched: Int32) {
    var unused = unsafe epoll_event()
    _ = unsafe epoll_ctl(descriptor.rawValue, EPOLL_CTL_DEL, watched, &unused)
  }

  /// Calls `body` with the token of each descriptor that is readable now, at most 64 of them.
  package borrowing func ready(_ body: (UInt64) -> Void) throws(SystemCallError) {
    let descriptor = descriptor.rawValue
    // On the stack: this is called each time that a reader has emptied its socket.
    try unsafe withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: 64) {
      events throws(SystemCallError) in
      let count = try systemCall("epoll_wait") {
        unsafe epoll_wait(descriptor, events.baseAddress, Int32(events.count), 0)
      }
      for index in 0..<Int(count) { unsafe body(events[index].data.u64) }
    }
  }
}
