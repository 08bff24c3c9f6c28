internal import CLinux

/// A thread of the system, for work that blocks.
package struct Thread: ~Copyable, @unchecked Sendable {
  private let handle: pthread_t

  /// Starts a thread; it ends when `body` returns.
  package init(_ body: @escaping @Sendable () -> Void) throws(SystemCallError) {
    let box = unsafe Unmanaged.passRetained(Box(body))
    var handle = pthread_t()
    let error = unsafe pthread_create(
      &handle, nil,
      { argument in
        unsafe Unmanaged<Box>.fromOpaque(argument!).takeRetainedValue().body()
        return nil
      }, box.toOpaque())
    if error != 0 {
      unsafe box.release()
      throw SystemCallError("pthread_create", Errno(rawValue: error))
    }
    self.handle = handle
  }

  /// Waits for the thread's end.
  package consuming func join() { pthread_join(handle, nil) }

  private final class Box: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
}
