internal import CLinux

/// The kernel's log from now on: `/dev/kmsg`, of which each reader has a place of its own.
///
/// Root may read it and, where `kernel.dmesg_restrict` is 0, who may read the file.
/// Documentation/ABI/testing/dev-kmsg
package struct KernelLog: ~Copyable {
  private let file: OwnedDescriptor

  /// The longest record, C: `PRINTK_MESSAGE_MAX`, with room to spare.
  private static let recordLimit = 16_384

  package init(path: String = "/dev/kmsg") throws(SystemCallError) {
    let opened = try OwnedDescriptor.open(path, flags: O_RDONLY | O_NONBLOCK)
    let descriptor = opened.rawValue
    try systemCall("lseek \(path)") { lseek(descriptor, 0, SEEK_END) }
    file = opened
  }

  /// Readable when there is something to read.
  package var descriptor: Int32 { file.rawValue }

  package enum Ending: Sendable {
    /// Everything that was there has been read.
    case complete
    /// There may be more.
    case limited
    case failed(Errno)
  }

  /// Reads the records that have come, at most `limit`; those that the kernel has thrown away meanwhile are
  /// passed over and counted by `overruns`.
  package borrowing func read(
    limit: Int = 100_000, overruns: inout UInt64, _ body: (Span<UInt8>) -> Void
  ) -> Ending {
    let descriptor = file.rawValue
    return unsafe withUnsafeTemporaryAllocation(byteCount: Self.recordLimit, alignment: 8) {
      buffer in
      for _ in 0..<limit {
        let count = unsafe CLinux.read(descriptor, buffer.baseAddress, buffer.count)
        if count > 0 {
          unsafe body(
            UnsafeRawBufferPointer(rebasing: buffer[..<count]).bindMemory(to: UInt8.self).span)
          continue
        }
        if count == 0 { return .complete }
        switch Errno.last {
        case .wouldBlock: return .complete
        case .interrupted: continue
        case .brokenPipe: overruns += 1
        case let error: return .failed(error)
        }
      }
      return .limited
    }
  }
}
