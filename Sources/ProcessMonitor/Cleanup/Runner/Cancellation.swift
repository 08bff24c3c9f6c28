internal import KernelInterface
internal import Synchronization

/// Tells the thread of an attempt to end it.
final class Cancellation: Sendable {
  private let event: EventDescriptor
  private let flag = Atomic(false)

  init() throws(SystemCallError) { event = try EventDescriptor() }

  /// Readable once it is to end.
  var rawDescriptor: Int32 { event.rawDescriptor }

  var isCancelled: Bool { flag.load(ordering: .acquiring) }

  func cancel() {
    flag.store(true, ordering: .releasing)
    event.signal()
  }
}
