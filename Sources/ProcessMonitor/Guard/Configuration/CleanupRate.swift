/// How many clean-ups of a guard may begin; `rate_limit:` in the configuration.
public struct CleanupRate: Hashable, Sendable {
  /// In the long run; at least 1.
  public var perMinute: Int
  /// At once after a pause; at least 1.
  public var burst: Int

  public init(perMinute: Int, burst: Int = 1) {
    self.perMinute = max(1, perMinute)
    self.burst = max(1, burst)
  }
}

extension RateLimit {
  public init(_ rate: CleanupRate) { self.init(perMinute: rate.perMinute, burst: rate.burst) }
}
