internal import CLinux

/// The memory into which the kernel writes the records of a ``PerfEvent``, unmapped exactly once.
///
/// Positions count bytes since the beginning and never start anew; modulo the size they are places in
/// the memory. What lies between the ends belongs to the reader; everything else the kernel may overwrite.
@safe package struct PerfRing: ~Copyable, @unchecked Sendable {
  /// Bytes of records that fit, a power of two.
  package let size: Int
  /// C: `struct perf_event_mmap_page`, one page before the records
  private let control: UnsafeMutableRawPointer

  /// Maps a new ring; the event must not have one.
  ///
  /// - Parameter pages: a power of two.
  /// - Throws: `EPERM` where so much memory may not be locked without CAP_IPC_LOCK, `ENOMEM`.
  package init(for event: borrowing PerfEvent, pages: Int) throws(SystemCallError) {
    precondition(pages > 0 && pages & (pages - 1) == 0)
    let descriptor = event.rawDescriptor
    let length = (pages + 1) * PerfRing.pageSize
    let address = try systemCall("mmap") {
      unsafe Int(bitPattern: mmap(nil, length, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0))
    }
    size = pages * PerfRing.pageSize
    unsafe control = UnsafeMutableRawPointer(bitPattern: address)!
  }

  deinit { unsafe munmap(control, size + PerfRing.pageSize) }

  /// Bytes of a page of memory.
  package static let pageSize = sysconf(Int32(_SC_PAGESIZE))

  /// The end of the records that are complete. C: `data_head`
  package var head: UInt64 { unsafe clinux_perf_head(control) }

  /// Gives the kernel back the room before a position. C: `data_tail`
  package borrowing func release(upTo position: UInt64) {
    unsafe clinux_perf_set_tail(control, position)
  }

  /// The whole memory; only what lies between the ends keeps still.
  package borrowing func withBytes<Result>(_ body: (RawSpan) -> Result) -> Result {
    let start = unsafe UnsafeRawPointer(control) + PerfRing.pageSize
    return unsafe body(RawSpan(_unsafeStart: start, byteCount: size))
  }
}
