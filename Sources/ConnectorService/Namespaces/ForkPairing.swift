package import ProcessEvents
internal import ProcessTable

/// Puts together what several events wrote about one fork into one ring.
///
/// The kernel goes through the events of a CPU without being interrupted by another fork, the latest opened one
/// first (`perf_iterate_sb` and `attach_sb_event`, `kernel/events/core.c`). So the record of this process's own
/// namespace, whose event is the oldest, ends each group. What was lost leaves an incomplete group or a
/// LOST record, and no wrong one.
package struct ForkPairing: Sendable {
  /// The event whose records have this process's own numbers.
  package let own: UInt64
  /// The slots of the others.
  package var slots: [UInt64: Int] = [:]
  private var covered: UInt64 = 0
  private var seen: [(slot: Int, task: TaskID)] = []

  package init(own: UInt64) { self.own = own }

  package enum Result: Sendable {
    case nothing
    case fork(ForkRecord)
    case lost(before: KernelInstant)
  }

  /// Takes one record, the next of its ring.
  package mutating func take(_ bytes: RawSpan) -> Result {
    guard bytes.byteCount >= Layout.trailer + 8 else { return .nothing }
    let time = KernelInstant(nanoseconds: bytes.number(bytes.byteCount - Layout.timeFromEnd))
    switch bytes.number(SideBandLayout.kind, as: UInt32.self) {
    case SideBandKind.lost:
      clear()
      return .lost(before: time)
    case SideBandKind.fork:
      guard bytes.byteCount == SideBandLayout.taskSize + Layout.trailer else { return .nothing }
      return fork(bytes, at: time)
    default: return .nothing
    }
  }

  private mutating func fork(_ bytes: RawSpan, at time: KernelInstant) -> Result {
    let id: UInt64 = bytes.number(bytes.byteCount - Layout.idFromEnd)
    let process: Int32 = bytes.number(SideBandLayout.taskProcess)
    let thread: Int32 = bytes.number(SideBandLayout.taskThread)
    let task = TaskID(thread: ThreadID(thread), process: ProcessID(process))
    guard id == own else {
      // The event of a namespace that nobody follows any more may have written before it ended.
      guard let slot = slots[id] else { return .nothing }
      let bit = UInt64(1) << UInt64(slot)
      if covered & bit != 0 { clear() }
      covered |= bit
      // The kernel writes 0 or -1 for what is not visible there.
      if process > 0 && thread > 0 { seen.append((slot, task)) }
      return .nothing
    }
    defer { clear() }
    guard process > 0, thread > 0 else { return .nothing }
    return .fork(ForkRecord(child: task, time: time, covered: covered, seen: seen))
  }

  private mutating func clear() {
    covered = 0
    if !seen.isEmpty { seen = [] }
  }

  /// C: `struct sample_id` with `PERF_SAMPLE_TIME | PERF_SAMPLE_IDENTIFIER`, at the end of each record
  private enum Layout {
    static let trailer = 16
    static let timeFromEnd = 16
    static let idFromEnd = 8
  }
}
