internal import ProcessEvents

/// Counts messages that are missing between those of each CPU.
///
/// Meaningful only while nothing is filtered: the kernel numbers what it withholds as well.
struct SequenceMeter: Sendable {
  private var next: [UInt32?] = []

  /// Missing messages so far.
  private(set) var missing: UInt64 = 0

  /// More CPUs than any kernel is built for.
  private static let cpuLimit: UInt32 = 8192

  @inline(__always)
  mutating func record(cpu: UInt32, sequence: UInt32) {
    let index = Int(cpu)
    if index < next.count, let expected = next[index] {
      missing &+= UInt64(sequence &- expected)
      next[index] = sequence &+ 1
    } else {
      meet(cpu: cpu, sequence: sequence)
    }
  }

  private mutating func meet(cpu: UInt32, sequence: UInt32) {
    guard cpu < SequenceMeter.cpuLimit else { return }
    while next.count <= Int(cpu) { next.append(nil) }
    next[Int(cpu)] = sequence &+ 1
  }

  /// Starts anew, as after a time with a filter.
  mutating func forget() { next.removeAll(keepingCapacity: true) }
}
