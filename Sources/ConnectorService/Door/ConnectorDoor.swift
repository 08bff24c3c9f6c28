package import KernelInterface
internal import Synchronization

/// The connector's socket, with a thread of its own for the server and the subscription behind it.
///
/// The subscription begins with the first listener that wants something, asks for no more than all of them want, and ends
/// a moment after the last one.
package final class ConnectorDoor: Sendable {
  private let mailbox: DoorMailbox
  private let thread: Mutex<Thread?>

  /// Listens at a path from now on.
  ///
  /// - Parameters:
  ///   - path: absolute. The caller has made sure that nobody listens there.
  ///   - note: told, on the thread, what somebody who looks after the machine should know.
  package init(
    _ path: String, settings: DoorSettings = DoorSettings(),
    note: @escaping @Sendable (DoorNote) -> Void = { _ in }
  ) throws(SystemCallError) {
    let mailbox = try DoorMailbox()
    let opening = try Opening()
    self.mailbox = mailbox
    thread = Mutex(
      try Thread {
        do throws(SystemCallError) {
          let loop = try DoorLoop(path, mailbox, settings, note)
          opening.ended(nil)
          loop.run()
        } catch {
          opening.ended(error)
        }
        mailbox.end()
      })
    try opening.wait()
  }

  deinit { close() }

  /// Goes by another rule and other limits from now on; who is connected keeps what it may hear.
  package func change(_ settings: DoorSettings) {
    mailbox.request { loop in loop?.change(settings) }
  }

  /// The counters as they stand; nil after the end.
  package func counters() async -> DoorCounters? {
    await withCheckedContinuation { continuation in
      mailbox.request { loop in continuation.resume(returning: loop?.counters) }
    }
  }

  /// Closes all connections and removes the socket.
  package func close() {
    mailbox.stop()
    thread.withLock { $0.take() }?.join()
  }

  /// How the beginning went, from the thread to who has begun it.
  private final class Opening: Sendable {
    private let done: EventDescriptor
    private let error = Mutex<SystemCallError?>(nil)

    init() throws(SystemCallError) { done = try EventDescriptor() }

    func ended(_ error: SystemCallError?) {
      self.error.withLock { $0 = error }
      done.signal()
    }

    func wait() throws(SystemCallError) {
      _ = try pollReadable(done.rawDescriptor, timeout: nil)
      if let error = error.withLock({ $0 }) { throw error }
    }
  }
}
