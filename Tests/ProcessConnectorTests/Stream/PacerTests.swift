import TestSupport
import Testing

@testable import ProcessConnector

@Suite("Pacer")
struct PacerTests {
  private let second: UInt64 = 1_000_000_000
  private let latency: UInt64 = 5_000_000

  @Test("Immediate delivery never waits and never flows")
  func immediate() {
    var pacer = Pacer(latency: 0, bufferSize: 1 << 20)
    pacer.drained(100_000, at: second)
    #expect(pacer.delay == 0)
    #expect(!pacer.isFlowing)
  }

  @Test("A large buffer allows the whole latency while events flow, and a quarter after a silence")
  func largeBuffer() {
    var pacer = Pacer(latency: latency, bufferSize: 32 << 20)
    #expect(pacer.delay == latency / 4)
    pacer.drained(2, at: second)
    #expect(pacer.delay == latency)
    pacer.drained(0, at: second + latency)
    #expect(pacer.delay == latency / 4)
  }

  @Test("It flows after a reading of several events, and stops after one of a single event")
  func flowing() {
    var pacer = Pacer(latency: latency, bufferSize: 32 << 20)
    #expect(!pacer.isFlowing)
    for (count, isFlowing) in [
      (1, false), (2, true), (500, true), (1, false), (9, true), (0, false),
    ] {
      pacer.drained(count, at: second)
      #expect(pacer.isFlowing == isFlowing, "\(count)")
    }
  }

  @Test("A small buffer shortens the wait, and a high rate even more")
  func smallBuffer() {
    var pacer = Pacer(latency: latency, bufferSize: 16_384)
    // Sixteen messages at a hundred thousand a second: half of them is 80 µs.
    #expect(pacer.delay == 80_000)
    pacer.drained(1, at: second)
    pacer.drained(1000, at: second + 1_000_000)
    #expect(pacer.delay == 8_000)
  }

  @Test("Never longer than the latency, nor than half of the buffer lasts", arguments: Seeds.chosen)
  func bounded(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<2_000 {
      let latency: UInt64 = random.number(in: 0...100_000_000)
      let size: UInt32 = random.number(in: 2_304...(64 << 20))
      var pacer = Pacer(latency: latency, bufferSize: size)
      let start: UInt64 = random.number(in: 0...(1 << 40))
      pacer.drained(random.number(in: 0...100), at: start)
      let count: Int = random.number(in: 0...1_000_000)
      let elapsed: UInt64 = random.number(in: 1...second)
      pacer.drained(count, at: start + elapsed)
      #expect(pacer.delay <= latency)
      // At the rate that was seen, what comes meanwhile takes at most half of the buffer.
      let coming = Double(pacer.delay) * Double(count) / Double(elapsed)
      #expect(coming * 1024 <= Double(size) / 2 + 1024, "seed \(seed)")
    }
  }

  @Test("A clock that stands still or a count beyond reason does no harm")
  func extremes() {
    var pacer = Pacer(latency: .max, bufferSize: .max)
    pacer.drained(.max, at: 0)
    pacer.drained(.max, at: 0)
    #expect(pacer.delay < .max)
    pacer = Pacer(latency: latency, bufferSize: 0)
    #expect(pacer.delay <= latency)
  }
}
