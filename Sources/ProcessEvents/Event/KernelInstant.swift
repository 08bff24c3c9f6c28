/// A moment on the kernel's clock `CLOCK_MONOTONIC`, which the process events carry.
///
/// The clock stands still while the machine is suspended and starts anew with each boot.
public struct KernelInstant: Hashable, Comparable, Sendable {
  /// Nanoseconds since an arbitrary moment near the boot.
  public var nanoseconds: UInt64

  /// Makes the moment so many nanoseconds after the clock's zero.
  @inlinable public init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

  @inlinable public static func < (left: KernelInstant, right: KernelInstant) -> Bool {
    left.nanoseconds < right.nanoseconds
  }

  /// The moment `nanoseconds` later, or the last one that can be told.
  @inlinable public func advanced(byNanoseconds nanoseconds: UInt64) -> KernelInstant {
    let (sum, overflow) = self.nanoseconds.addingReportingOverflow(nanoseconds)
    return KernelInstant(nanoseconds: overflow ? .max : sum)
  }
}
