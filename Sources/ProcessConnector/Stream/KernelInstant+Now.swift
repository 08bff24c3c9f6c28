internal import KernelInterface
package import ProcessEvents

extension KernelInstant {
  /// The present.
  package static var now: KernelInstant { KernelInstant(nanoseconds: Clocks.monotonic) }
}
