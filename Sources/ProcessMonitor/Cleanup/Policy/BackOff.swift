/// How long to wait between the attempts of a clean-up.
///
/// The pause doubles with each failed attempt up to a limit, and is shortened at random by up to a half, so that
/// what failed together does not come back together.
public struct BackOff: Hashable, Sendable {
  /// Milliseconds after the first failure.
  public var first: UInt64
  /// The longest pause, in milliseconds.
  public var longest: UInt64

  public init(first: UInt64, longest: UInt64) {
    self.first = first
    self.longest = longest
  }

  public init(_ plan: CleanupPlan) {
    self.init(first: plan.backOff, longest: plan.longestBackOff)
  }

  /// The pause before the next attempt, in milliseconds.
  ///
  /// - Parameter failures: how many attempts have failed by now; fewer than 1 counts as 1.
  public func pause(
    after failures: Int, using generator: inout some RandomNumberGenerator
  ) -> UInt64 {
    let doublings = max(0, failures - 1)
    let isBeyond = first > 0 && doublings >= first.leadingZeroBitCount
    let whole = min(isBeyond ? .max : first << UInt64(min(doublings, 63)), longest)
    return UInt64.random(in: (whole - whole / 2)...whole, using: &generator)
  }
}
