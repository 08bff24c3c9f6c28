internal import KernelInterface

/// When to look at all processes: at the beginning, after a loss, and when there are many that may be gone.
struct CredentialSchedule {
  private(set) var isScanning = false
  /// Whether enough is known since the last loss.
  private(set) var isComplete = false
  /// Looks since then that have not come to that.
  private var attempts = 0
  private var isWanted = false
  /// Whether what is being read now is of no use any more.
  private var isStale = false
  /// Not before then, in nanoseconds: losses that go on must not keep one CPU busy.
  private var earliest: UInt64 = 0
  private var known = 0

  /// So much longer than a scan takes is the pause behind it.
  private static let pause: UInt64 = 10
  /// Entries beyond twice those of the last scan.
  private static let slack = 8192
  /// A machine on which processes begin that fast is not waited for any longer.
  private static let attemptLimit = 4

  /// Somebody wants to know from now on, or events were lost.
  mutating func begin() {
    isWanted = true
    isComplete = false
    attempts = 0
    isStale = isScanning
  }

  mutating func noteCount(_ count: Int) {
    if isComplete && count > known * 2 + Self.slack { isWanted = true }
  }

  /// When the next one is to begin; nil where none is.
  var due: UInt64? { isWanted && !isScanning ? earliest : nil }

  mutating func started() {
    isWanted = false
    isScanning = true
  }

  mutating func postpone(until time: UInt64) { earliest = time }

  /// - Returns: whether what was read may be taken in.
  mutating func ended(_ result: CredentialScan.Result) -> Bool {
    isScanning = false
    earliest = result.end + (result.end - result.begin) * Self.pause
    guard !isStale else {
      isStale = false
      return false
    }
    known = result.readings.count
    return true
  }

  /// Notes what came of the last one.
  mutating func note(_ outcome: CredentialTable.Outcome) {
    attempts += 1
    if outcome == .incomplete { isWanted = true }
    if outcome == .complete || attempts >= Self.attemptLimit { isComplete = true }
  }

  /// Nobody wants to know any more.
  mutating func end() {
    isWanted = false
    isComplete = false
    isStale = isScanning
  }
}
