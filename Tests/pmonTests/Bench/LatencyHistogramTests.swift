import TestSupport
import Testing

@testable import pmon

@Suite("Histogram of latencies")
struct LatencyHistogramTests {
  @Test(
    "Each quantile is at most 1/128 more than the true one, and never less", arguments: Seeds.chosen
  )
  func quantiles(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var histogram = LatencyHistogram()
    // Of all magnitudes alike.
    let values = (0..<3000).map { _ in
      UInt64.random(in: 0...UInt64.max >> 22, using: &random)
        >> UInt64.random(in: 0...41, using: &random)
    }
    for value in values { histogram.record(value) }
    let sorted = values.sorted()
    for quantile in [0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 1] {
      let rank = max(1, Int((quantile * Double(values.count)).rounded(.up)))
      let truth = sorted[rank - 1]
      let found = histogram.value(atQuantile: quantile) ?? 0
      #expect(found >= truth && found - truth <= truth / 128, "\(quantile): \(found), \(truth)")
    }
    #expect(histogram.value(atQuantile: 1) == sorted.last)
    #expect(histogram.count == 3000)
  }

  @Test("What is below 256 is exact")
  func exact() {
    for value: UInt64 in 0..<256 {
      var histogram = LatencyHistogram()
      histogram.record(value, times: 2)
      histogram.record(1000)
      #expect(histogram.value(atQuantile: 0.5) == value)
    }
  }

  @Test("What is too long is told by its maximum alone")
  func tooLong() {
    var histogram = LatencyHistogram()
    histogram.record(.max)
    histogram.record(1)
    #expect(histogram.maximum == .max)
    #expect(histogram.value(atQuantile: 0.5) == 1)
    #expect((histogram.value(atQuantile: 1) ?? 0) >= 1 << 43 - 1)
  }

  @Test("An empty one has no quantiles")
  func empty() { #expect(LatencyHistogram().value(atQuantile: 0.5) == nil) }

  @Test("Two make the one that all of it would have made", arguments: Seeds.chosen)
  func merging(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var parts = [LatencyHistogram(), LatencyHistogram()]
    var whole = LatencyHistogram()
    for _ in 0..<500 {
      let value = UInt64.random(in: 0...10_000_000, using: &random)
      parts[Int.random(in: 0...1, using: &random)].record(value)
      whole.record(value)
    }
    parts[0].merge(parts[1])
    #expect(parts[0] == whole)
    #expect(LatencyHistogram(encoded: whole.encoded) == whole)
  }

  @Test(
    "What is no histogram is refused",
    arguments: ["", "x", "5/", "5/1", "5/1:x", "5/1:2:3", "5/999999:1", "-1", "5/-1:1"])
  func malformed(text: String) { #expect(LatencyHistogram(encoded: text) == nil) }
}
