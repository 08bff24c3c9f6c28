internal import ProcessConnector
internal import ProcessEvents

/// Decides when to look at all processes anew: after a loss, and not too often.
struct RescanSchedule: Sendable {
  var isWanted = false
  private var earliest = KernelInstant(nanoseconds: 0)

  /// The share of the time that scans may take: one part in so many.
  private static let share: UInt64 = 20

  var isDue: Bool { isWanted && KernelInstant.now >= earliest }

  mutating func done(_ begin: KernelInstant, _ end: KernelInstant) {
    isWanted = false
    let duration = end.nanoseconds - begin.nanoseconds
    earliest = end.advanced(byNanoseconds: duration * RescanSchedule.share)
  }
}
