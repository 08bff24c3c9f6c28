internal import Synchronization

/// Limits how many requests each user makes in a second: a bucket of tokens each.
final class RequestRate: Sendable {
  private struct Bucket {
    /// Billionths of a token.
    var level: UInt64
    /// Nanoseconds
    var time: UInt64
  }

  private struct State {
    var buckets: [UInt32: Bucket] = [:]
    /// When those were last forgotten whose buckets were full again.
    var sweep: UInt64 = 0
  }

  private let state = Mutex(State())

  /// As many users are remembered; those whose buckets are full again need not be.
  private static let most = 4096
  /// Looking at all of them takes time, so that it is done this often, in nanoseconds.
  private static let pause: UInt64 = 1_000_000_000
  private static let token: UInt64 = 1_000_000_000

  /// Takes a token.
  ///
  /// - Parameters:
  ///   - perSecond: how many come back in a second, and how many there are after a pause.
  ///   - now: nanoseconds of a monotonic clock.
  /// - Returns: nil where there was one; else in how many nanoseconds there will be.
  func take(user: UInt32, perSecond: Int, now: UInt64) -> UInt64? {
    let rate = UInt64(max(1, perSecond))
    return state.withLock { state in
      if state.buckets.count >= Self.most, state.buckets[user] == nil {
        if now &- state.sweep >= Self.pause {
          state.buckets = state.buckets.filter {
            Self.level(of: $0.value, rate, now) < rate * Self.token
          }
          state.sweep = now
        }
        // All of them are busy: whoever comes now waits.
        if state.buckets.count >= Self.most { return Self.pause }
      }
      var bucket = state.buckets[user] ?? Bucket(level: rate * Self.token, time: now)
      bucket.level = Self.level(of: bucket, rate, now)
      bucket.time = now
      defer { state.buckets[user] = bucket }
      guard bucket.level >= Self.token else { return (Self.token - bucket.level) / rate + 1 }
      bucket.level -= Self.token
      return nil
    }
  }

  private static func level(of bucket: Bucket, _ rate: UInt64, _ now: UInt64) -> UInt64 {
    let full = rate * token
    let (gain, overflow) = (now &- min(bucket.time, now)).multipliedReportingOverflow(by: rate)
    return overflow || gain >= full ? full : min(full, bucket.level + gain)
  }
}
