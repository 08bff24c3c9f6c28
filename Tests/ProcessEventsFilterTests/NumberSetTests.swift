import ProcessEvents
import TestSupport
import Testing

@Suite struct NumberSetTests {
  @Test(
    arguments: [
      ([], []), ([5...5, 1...1], [1...1, 5...5]), ([1...3, 4...6], [1...6]),
      ([1...9, 2...3], [1...9]),
      ([5...UInt32.max, 7...7], [5...UInt32.max]),
      ([0...0, UInt32.max...UInt32.max, 1...1], edges),
    ] as [([ClosedRange<UInt32>], [ClosedRange<UInt32>])])
  func merges(ranges: [ClosedRange<UInt32>], merged: [ClosedRange<UInt32>]) {
    #expect(Filter.NumberSet(ranges).ranges == merged)
  }

  private static let edges: [ClosedRange<UInt32>] = [0...1, UInt32.max...UInt32.max]

  @Test(arguments: Seeds.chosen)
  func complementHoldsTheRest(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<500 {
      let set = random.numberSet()
      #expect(set.complement.complement == set)
      for _ in 0..<20 {
        let number = random.value()
        let isIn = set.ranges.contains { $0.contains(number) }
        #expect(set.contains(number) == isIn, "\(number) in \(set)")
        #expect(set.complement.contains(number) != isIn, "\(number) in \(set)")
      }
    }
  }

  @Test(
    arguments: [
      (.equal(0), [0...0]), (.notEqual(0), [1...UInt32.max]), (.less(0), []), (.less(5), [0...4]),
      (.lessOrEqual(.max), [0...UInt32.max]), (.greater(.max), []),
      (.greaterOrEqual(7), [7...UInt32.max]),
      (.notMemberOf(Filter.NumberSet([3...5])), [0...2, 6...UInt32.max]),
    ] as [(Filter.NumberTest, [ClosedRange<UInt32>])])
  func accepted(test: Filter.NumberTest, ranges: [ClosedRange<UInt32>]) {
    #expect(test.accepted.ranges == ranges)
  }
}
