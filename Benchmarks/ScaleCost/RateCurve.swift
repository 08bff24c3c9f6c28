import KernelInterface
import Measurements
import ProcessConnector
import ProcessEvents

/// CPU time of an event by the rate of events, with coalescing of 10 ms. The rate is simulated: the pacer of the library
/// runs in virtual time, and says how often it wakes and for how many events. What that costs is measured.
enum RateCurve {
  struct Point {
    var rate: Double
    var wakeups: Double
    var batch: Double
    /// Nanoseconds per event.
    var waking: Double
    var receiving: Double?
    var decoding: Double
    var tracking: Double
    var filtering: Double
    var table: Double
    var rendering: Double

    var here: Double { decoding + tracking + filtering + table + rendering }
    var total: Double { waking + (receiving ?? 0) + here }
    /// Of a CPU.
    var share: Double { total * rate / 1e9 }
  }

  private static let rates = [1e3, 3e3, 1e4, 3e4, 1e5, 3e5, 1e6, 3e6, 1e7]
  private static let rounds = 9
  private static let eventsPerRound = 12_000

  static func measure() -> [Point] {
    let sleep = WakingUp.measureSleep()
    let receiving = WakingUp.measureReceiving()
    return rates.compactMap { rate in
      let pacing = pace(rate)
      guard var point = try? measure(batch: max(1, Int(pacing.batch.rounded()))) else { return nil }
      point.rate = rate
      point.wakeups = pacing.wakeups
      point.batch = pacing.batch
      point.waking = sleep * pacing.wakeups / rate
      // Decoding is in it, and told by itself.
      point.receiving = receiving.map { max(0, $0 - point.decoding) }
      return point
    }
  }

  /// A second of virtual time, with the same time between any two events.
  private static func pace(_ rate: Double) -> (wakeups: Double, batch: Double) {
    var pacer = Pacer(latency: 10_000_000, bufferSize: 32 << 20)
    let end = 2_000_000_000.0
    let step = 1e9 / rate
    var (now, taken, sleeps, readings) = (1e9, 1e9 / step, 0.0, 0.0)
    let first = taken
    while now < end {
      if !pacer.isFlowing {
        // It sleeps until the next event.
        now = max(now, (taken + 1) * step)
        sleeps += 1
      }
      now += Double(pacer.delay)
      sleeps += 1
      let count = (now / step).rounded(.down) - taken
      taken += count
      readings += 1
      pacer.drained(Int(count), at: UInt64(now))
    }
    let seconds = (now - 1e9) / 1e9
    return (sleeps / seconds, (taken - first) / readings)
  }

  private static func measure(batch: Int) throws -> Point {
    var pipeline = try Pipeline()
    var others: [UInt8] = []
    let batches = max(1, min(200, eventsPerRound / batch))
    var samples = (Samples(), Samples(), Samples(), Samples(), Samples())
    for round in 0...rounds {
      var times = Pipeline.Times()
      for _ in 0..<batches {
        try pipeline.prepare(batch)
        // At small rates others run in between.
        Caches.spoil(&others)
        pipeline.run(into: &times)
      }
      // The first warms up.
      guard round > 0 else { continue }
      let events = Double(batches * batch)
      samples.0.add(Double(times.decoding) / events)
      samples.1.add(Double(times.tracking) / events)
      samples.2.add(Double(times.filtering) / events)
      samples.3.add(Double(times.table) / events)
      samples.4.add(Double(times.rendering) / events)
    }
    return Point(
      rate: 0, wakeups: 0, batch: 0, waking: 0, receiving: nil, decoding: samples.0.lowest,
      tracking: samples.1.lowest, filtering: samples.2.lowest, table: samples.3.lowest,
      rendering: samples.4.lowest)
  }

  static func table(_ points: [Point]) -> String {
    var text = """
      | events/s | wake-ups/s | events at once | waking | receiving | decode | deaths | filter | table | JSON | \
      in all, ns per event | of a CPU |
      | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |

      """
    for point in points {
      let numbers = [
        point.rate, point.wakeups, point.batch, point.waking, point.receiving ?? 0, point.decoding,
        point.tracking, point.filtering, point.table, point.rendering, point.total,
      ]
      text +=
        "| " + numbers.map(Samples.text).joined(separator: " | ")
        + " | \(Samples.text(point.share * 100)) % |\n"
    }
    return text
  }
}
