internal import KernelInterface
public import ProcessEvents

extension KernelInstant {
  /// The present, by the clock that the events carry.
  public static var now: KernelInstant { KernelInstant(nanoseconds: Clocks.monotonic) }
}
