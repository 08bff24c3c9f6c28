import ProcessMonitor
import TestSupport
import Testing

@Suite("Pauses between attempts")
struct BackOffTests {
  @Test("They double up to the limit, less a half at most", arguments: Seeds.chosen)
  func doubling(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let backOff = BackOff(first: 500, longest: 60_000)
    for (failures, whole) in [
      (-1, 500), (0, 500), (1, 500), (2, 1_000), (3, 2_000), (7, 32_000), (8, 60_000), (63, 60_000),
      (64, 60_000), (Int.max, 60_000),
    ] as [(Int, UInt64)] {
      let pauses = (0..<200).map { _ in backOff.pause(after: failures, using: &random) }
      #expect(pauses.allSatisfy { (whole / 2...whole).contains($0) }, "seed \(seed)")
      #expect(Set(pauses).count > 50, "no jitter, seed \(seed)")
    }
  }

  @Test("No value is too large or too small")
  func edges() {
    var random = SeededGenerator(seed: 1)
    #expect(BackOff(first: 0, longest: 10).pause(after: 5, using: &random) == 0)
    #expect(BackOff(first: 10, longest: 0).pause(after: 5, using: &random) == 0)
    #expect(BackOff(first: .max, longest: .max).pause(after: .max, using: &random) >= .max / 2)
    #expect(BackOff(first: 1, longest: .max).pause(after: 64, using: &random) >= 1 << 62)
  }

  @Test("One seed gives one sequence")
  func seeded() {
    var (first, second) = (SeededGenerator(seed: 7), SeededGenerator(seed: 7))
    for failures in 1..<20 {
      let backOff = BackOff(first: 100, longest: 100_000)
      #expect(
        backOff.pause(after: failures, using: &first)
          == backOff.pause(after: failures, using: &second))
    }
  }
}
