internal import ProcessEvents

/// Memory for one batch of decoded events, allocated once.
@safe struct EventStorage: ~Copyable, @unchecked Sendable {
  private let base: UnsafeMutablePointer<ProcessEvent>
  private let capacity: Int
  private(set) var count = 0

  init(capacity: Int) {
    self.capacity = capacity
    unsafe base = .allocate(capacity: capacity)
  }

  // Events are plain values: there is nothing to deinitialize.
  deinit { unsafe base.deallocate() }

  var last: ProcessEvent? { count == 0 ? nil : unsafe base[count - 1] }

  mutating func removeAll() { count = 0 }

  @inline(__always)
  mutating func append(_ event: ProcessEvent) {
    precondition(count < capacity)
    unsafe (base + count).initialize(to: event)
    count &+= 1
  }

  borrowing func withSpan(_ body: (Span<ProcessEvent>) -> Void) {
    unsafe body(Span(_unsafeStart: base, count: count))
  }
}
