internal import CLinux

/// Readable from a moment on: `timerfd_create(2)`.
package struct TimerDescriptor: ~Copyable, Sendable {
  private let descriptor: OwnedDescriptor

  package init() throws(SystemCallError) {
    descriptor = OwnedDescriptor(
      owning: try systemCall("timerfd_create") {
        timerfd_create(CLOCK_MONOTONIC, Int32(TFD_CLOEXEC | TFD_NONBLOCK))
      })
  }

  package var rawDescriptor: Int32 { descriptor.rawValue }

  /// Makes the descriptor unreadable, and readable again from a moment on.
  ///
  /// - Parameter time: nanoseconds on `CLOCK_MONOTONIC`, which may have gone by; nil is never.
  package borrowing func set(to time: UInt64?) throws(SystemCallError) {
    var setting = itimerspec()
    if let time {
      // Zero would be never.
      let time = min(max(time, 1), UInt64(Int64.max))
      setting.it_value.tv_sec = Int(time / 1_000_000_000)
      setting.it_value.tv_nsec = Int(time % 1_000_000_000)
    }
    try systemCall("timerfd_settime") {
      unsafe timerfd_settime(
        descriptor.rawValue, Int32(TFD_TIMER_ABSTIME), &setting, nil)
    }
  }
}
