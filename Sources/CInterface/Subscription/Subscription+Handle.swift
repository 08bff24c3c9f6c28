/// Handles of C: pointers that own what they point to until they are closed.
extension Subscription {
  /// A handle that owns the subscription.
  var handle: OpaquePointer {
    unsafe OpaquePointer(Unmanaged.passRetained(self).toOpaque())
  }

  /// What a handle stands for.
  ///
  /// - Throws: where it is NULL, or was not opened by this process.
  static func of(_ handle: OpaquePointer?) throws(Refusal) -> Subscription {
    guard let handle = unsafe handle else { throw .noHandle }
    let subscription = unsafe Unmanaged<Subscription>.fromOpaque(UnsafeRawPointer(handle))
      .takeUnretainedValue()
    guard subscription.isOwn else { throw .forked }
    return subscription
  }

  /// Takes the subscription back from its handle.
  static func release(_ handle: OpaquePointer) {
    let subscription = unsafe Unmanaged<Subscription>.fromOpaque(UnsafeRawPointer(handle))
      .takeRetainedValue()
    subscription.end()
  }
}
