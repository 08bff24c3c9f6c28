import ProcessMonitor
import TestSupport
import Testing

@Suite("Rate limits")
struct RateLimitTests {
  @Test("A burst, then one at each interval, and after a pause a burst again")
  func burst() {
    var limit = RateLimit(perMinute: 60, burst: 3)
    let second: UInt64 = 1_000_000_000
    let first = (0..<5).map { _ in limit.take(at: 100 * second) }
    #expect(first == [nil, nil, nil, 101 * second, 101 * second])
    let steady = [101, 101, 102].map { limit.take(at: $0 * second) }
    #expect(steady == [nil, 102 * second, nil])
    let later = (0..<4).map { _ in limit.take(at: 200 * second) }
    #expect(later == [nil, nil, nil, 201 * second])
  }

  @Test("In no span do more begin than burst and rate allow", arguments: Seeds.chosen)
  func bound(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let perMinute = random.number(in: 1...10_000)
    let burst = random.number(in: 1...50)
    var limit = RateLimit(perMinute: perMinute, burst: burst)
    let interval = 60_000_000_000 / UInt64(perMinute)
    var now: UInt64 = 5
    var begun: [UInt64] = []
    for _ in 0..<3_000 {
      now += random.number(in: 0...(interval / 2))
      if let again = limit.take(at: now) {
        #expect(again > now, "seed \(seed)")
        if random.once(in: 3) {
          now = again
          let refused = limit.take(at: now)
          #expect(refused == nil, "seed \(seed)")
          begun.append(now)
        }
      } else {
        begun.append(now)
      }
    }
    for (index, start) in begun.enumerated() {
      for end in stride(from: index, to: min(begun.count, index + 200), by: 7) {
        let allowed = UInt64(burst) + (begun[end] - start) / interval
        #expect(UInt64(end - index + 1) <= allowed, "seed \(seed)")
      }
    }
  }
}
