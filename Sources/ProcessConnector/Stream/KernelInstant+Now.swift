internal import KernelInterface
public import ProcessEvents

/// The time of what the kernel tells, for who asks how long ago it was.
extension KernelInstant {
  /// The present, by the clock that the events carry.
  public static var now: KernelInstant { KernelInstant(nanoseconds: Clocks.monotonic) }
}
