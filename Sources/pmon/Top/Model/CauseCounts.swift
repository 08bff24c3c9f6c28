internal import ProcessEvents

/// How many processes ended with each status other than 0. There are 384 statuses, so this cannot grow.
struct CauseCounts {
  /// Codes, then signals, then signals with a core.
  private var counts = [UInt64](repeating: 0, count: 256 + 128 + 128)
  private(set) var total: UInt64 = 0

  mutating func add(_ status: ExitStatus) {
    guard status.isAbnormal else { return }
    counts[CauseCounts.slot(status)] &+= 1
    total &+= 1
  }

  private static func slot(_ status: ExitStatus) -> Int {
    if let signal = status.signal {
      return 256 + Int(signal.rawValue & 127) + (status.coreDumped ? 128 : 0)
    }
    return Int(status.code ?? 0)
  }

  private static func status(_ slot: Int) -> ExitStatus {
    slot < 256
      ? .exited(code: UInt8(slot))
      : .signaled(Signal(rawValue: Int32((slot - 256) & 127)), coreDumped: slot >= 384)
  }

  /// Those that there were, the most frequent first.
  var ranked: [(status: ExitStatus, count: UInt64)] {
    counts.indices.filter { counts[$0] > 0 }
      .sorted { (counts[$1], $0) < (counts[$0], $1) }
      .map { (CauseCounts.status($0), counts[$0]) }
  }
}
