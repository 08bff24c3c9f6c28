/// When a daemon that has ended is started anew.
struct RestartPolicy: Sendable {
  private var pause: UInt64 = 0
  /// Whether a daemon has ever started as it should; one that never could says why, once, and ends.
  var hasStarted = false
  private let longest: UInt64

  /// - Parameter longest: the longest pause, in nanoseconds.
  init(longest: UInt64 = Self.longest) { self.longest = longest }

  static let shortest: UInt64 = 100_000_000
  static let longest: UInt64 = 10_000_000_000
  /// A daemon that ran for this long had no trouble with its start.
  static let steady: UInt64 = 10_000_000_000

  /// How long to wait before the next start, in nanoseconds; nil where there shall be none.
  ///
  /// The first crash is followed by a start at once, as what waits in the socket has to be read.
  ///
  /// - Parameters:
  ///   - status: the wait status of the one that ended.
  ///   - lifetime: how long it ran, in nanoseconds.
  mutating func pauseAfterEnd(status: UInt32, lifetime: UInt64) -> UInt64? {
    // It ended on purpose, or says that its request was wrong or that the system cannot do it: another start
    // would bring the same.
    let isSignaled = status & 0x7F != 0
    if !isSignaled, !hasStarted || [0, 2, 3].contains(status >> 8 & 0xFF) { return nil }
    if lifetime >= Self.steady { pause = 0 }
    defer { pause = min(max(Self.shortest, pause * 2), longest) }
    return pause
  }
}
