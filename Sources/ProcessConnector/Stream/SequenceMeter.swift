internal import ProcessEvents

/// Counts messages that are missing between those of each CPU.
///
/// Meaningful only while nothing is filtered: the kernel numbers what it withholds as well.
struct SequenceMeter: Sendable {
  private var next: [UInt32?] = []
  private var beginning = KernelInstant(nanoseconds: 0)

  /// Missing messages since the beginning.
  private(set) var missing: UInt64 = 0

  /// More CPUs than any kernel is built for.
  private static let cpuLimit: UInt32 = 8192

  @inline(__always)
  mutating func record(cpu: UInt32, sequence: UInt32, time: KernelInstant) {
    let index = Int(cpu)
    if index < next.count, let expected = next[index] {
      let gap = sequence &- expected
      // A number from before is no gap of four thousand million.
      guard gap < 1 << 31 else { return }
      missing &+= UInt64(gap)
      next[index] = sequence &+ 1
    } else {
      meet(cpu: cpu, sequence: sequence, time: time)
    }
  }

  private mutating func meet(cpu: UInt32, sequence: UInt32, time: KernelInstant) {
    guard cpu < SequenceMeter.cpuLimit, time >= beginning else { return }
    while next.count <= Int(cpu) { next.append(nil) }
    next[Int(cpu)] = sequence &+ 1
  }

  /// Starts anew, after a time with a filter that ended at `instant`.
  ///
  /// What waits in the socket may have been let through by the filter, between others that were not. Only
  /// from a message on that was made later are all that follow on the same CPU unfiltered.
  mutating func begin(at instant: KernelInstant) {
    next.removeAll(keepingCapacity: true)
    beginning = instant
    missing = 0
  }
}
