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

  /// What a descriptor can be watched for, and what it is found to be.
  package struct Readiness: OptionSet, Hashable, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let input = Readiness(rawValue: EPOLLIN.rawValue)
    package static let output = Readiness(rawValue: EPOLLOUT.rawValue)
    /// The other end sends nothing more. C: `EPOLLRDHUP`
    package static let noMoreInput = Readiness(rawValue: EPOLLRDHUP.rawValue)
    /// Found without being asked for. C: `EPOLLHUP`
    package static let hangUp = Readiness(rawValue: EPOLLHUP.rawValue)
    /// Found without being asked for. C: `EPOLLERR`
    package static let error = Readiness(rawValue: EPOLLERR.rawValue)
  }

  /// Watches a descriptor.
  package borrowing func add(
    _ watched: Int32, for readiness: Readiness, token: UInt64
  ) throws(SystemCallError) {
    try add(watched, events: readiness.rawValue, token: token)
  }

  /// Watches a descriptor for something else from now on.
  package borrowing func change(
    _ watched: Int32, to readiness: Readiness, token: UInt64
  ) throws(SystemCallError) {
    var event = unsafe epoll_event(events: readiness.rawValue, data: epoll_data_t(u64: token))
    try systemCall("epoll_ctl") {
      unsafe epoll_ctl(descriptor.rawValue, EPOLL_CTL_MOD, watched, &event)
    }
  }

  /// Waits until one of the descriptors is ready, and calls `body` with the token of each that is, at most 64 of them.
  /// Those that stay ready take turns.
  ///
  /// - Parameter timeout: nanoseconds, rounded up to milliseconds; nil waits for ever.
  package borrowing func wait(
    atMost timeout: UInt64?, _ body: (UInt64, Readiness) -> Void
  ) throws(SystemCallError) {
    let milliseconds = timeout.map {
      Int32(clamping: $0 / 1_000_000 + ($0 % 1_000_000 > 0 ? 1 : 0))
    }
    let descriptor = descriptor.rawValue
    try unsafe withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: 64) {
      events throws(SystemCallError) in
      let count = try systemCall("epoll_wait") {
        unsafe epoll_wait(
          descriptor, events.baseAddress, Int32(events.count), milliseconds ?? -1)
      }
      for index in 0..<Int(count) {
        unsafe body(events[index].data.u64, Readiness(rawValue: events[index].events))
      }
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
