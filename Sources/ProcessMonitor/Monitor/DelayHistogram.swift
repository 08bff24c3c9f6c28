/// Counts delays by powers of two of a tenth of a millisecond.
public struct DelayHistogram: Hashable, Sendable {
  /// Upper bounds in nanoseconds, each twice the one before; what is longer than the last is in ``overflow``.
  public static let bounds: [UInt64] = (0..<20).map { 100_000 << $0 }

  /// How many were at most as long as the bound at the same place, and longer than the one before.
  public private(set) var counts = [UInt64](repeating: 0, count: bounds.count)
  public private(set) var overflow: UInt64 = 0
  /// Nanoseconds
  public private(set) var sum: UInt64 = 0

  public init() {}

  public var count: UInt64 { counts.reduce(overflow, +) }

  mutating func record(_ nanoseconds: UInt64) {
    sum &+= nanoseconds
    if let place = Self.bounds.firstIndex(where: { nanoseconds <= $0 }) {
      counts[place] += 1
    } else {
      overflow += 1
    }
  }
}
