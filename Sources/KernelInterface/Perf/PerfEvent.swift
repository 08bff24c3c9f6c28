internal import CLinux

/// An event of `perf_event_open(2)` on one CPU, for all its tasks.
package struct PerfEvent: ~Copyable, Sendable {
  private let descriptor: OwnedDescriptor

  /// Opens the side band of a CPU; nothing is written before ``enable()``.
  ///
  /// - Throws: `EACCES` without CAP_PERFMON where `kernel.perf_event_paranoid` is above 0, `EPERM` where a
  ///   container forbids the call, `ENOSYS` where the kernel has none, `ENODEV` where the CPU is offline.
  package init(_ sideBand: PerfSideBand, cpu: Int32) throws(SystemCallError) {
    try self.init(sideBand.attributes, cpu: cpu)
  }

  init(_ attributes: perf_event_attr, cpu: Int32) throws(SystemCallError) {
    var attributes = attributes
    descriptor = OwnedDescriptor(
      owning: try systemCall("perf_event_open") {
        unsafe clinux_perf_event_open(&attributes, -1, cpu)
      })
  }

  init(owning descriptor: consuming OwnedDescriptor) { self.descriptor = descriptor }

  /// Readable, once, whenever another watermark's worth of bytes has been written.
  package var rawDescriptor: Int32 { descriptor.rawValue }

  package borrowing func enable() throws(SystemCallError) {
    try systemCall("ioctl PERF_EVENT_IOC_ENABLE") { clinux_perf_enable(descriptor.rawValue) }
  }

  /// How many records have found no room in the ring since the event was opened.
  package borrowing func lostCount() throws(SystemCallError) -> UInt64 {
    // The event's value, which a dummy has not, and the count.
    var words: (UInt64, UInt64) = (0, 0)
    let descriptor = descriptor.rawValue
    try systemCall("read") {
      unsafe withUnsafeMutableBytes(of: &words) {
        unsafe CLinux.read(descriptor, $0.baseAddress, $0.count)
      }
    }
    return words.1
  }

  /// C: `PERF_FORMAT_LOST` (Linux 6.0)
  static let formatLost: UInt64 = 1 << 4
}
