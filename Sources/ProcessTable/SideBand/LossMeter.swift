/// Makes one count of the two that the kernel gives for what one ring lost.
///
/// A LOST record comes with the next record that finds room, however late that is; the event's own count is
/// there at once. Both are exact, so each loss is told once by whichever comes first.
struct LossMeter {
  private var told: UInt64 = 0
  private var recorded: UInt64 = 0

  /// - Parameter count: of a LOST record.
  /// - Returns: how many of them had not been told.
  mutating func record(_ count: UInt64) -> UInt64 {
    recorded &+= count
    return advance(to: recorded)
  }

  /// - Parameter total: the event's count.
  /// - Returns: how many of them had not been told.
  mutating func read(_ total: UInt64) -> UInt64 { advance(to: total) }

  private mutating func advance(to total: UInt64) -> UInt64 {
    guard total > told else { return 0 }
    defer { told = total }
    return total - told
  }
}
