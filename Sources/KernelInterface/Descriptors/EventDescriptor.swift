internal import CLinux

/// Wakes a thread that polls: `eventfd(2)`.
package struct EventDescriptor: ~Copyable, Sendable {
  private let descriptor: OwnedDescriptor

  package init() throws(SystemCallError) {
    descriptor = OwnedDescriptor(
      owning: try systemCall("eventfd") {
        eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
      })
  }

  package var rawDescriptor: Int32 { descriptor.rawValue }

  /// Makes the descriptor readable.
  package borrowing func signal() { _ = eventfd_write(descriptor.rawValue, 1) }

  /// Makes it unreadable again.
  package borrowing func clear() {
    var count: eventfd_t = 0
    _ = unsafe eventfd_read(descriptor.rawValue, &count)
  }
}
