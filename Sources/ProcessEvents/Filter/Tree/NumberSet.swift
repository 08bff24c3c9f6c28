extension Filter {
  /// A set of numbers, kept as ranges so that a look-up is a binary search.
  public struct NumberSet: Hashable, Sendable {
    /// The ranges: ascending, with a gap between any two.
    public let ranges: [ClosedRange<UInt32>]

    /// Takes ranges in any order; they may overlap.
    public init(_ ranges: some Sequence<ClosedRange<UInt32>>) {
      var merged: [ClosedRange<UInt32>] = []
      for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
        if let last = merged.last,
          last.upperBound == .max || range.lowerBound <= last.upperBound + 1
        {
          let upperBound = max(last.upperBound, range.upperBound)
          merged[merged.count - 1] = last.lowerBound...upperBound
        } else {
          merged.append(range)
        }
      }
      self.ranges = merged
    }

    /// Takes numbers in any order.
    public init(_ numbers: some Sequence<UInt32>) { self.init(numbers.map { $0...$0 }) }

    /// Takes process ids in any order.
    public init(_ processes: some Sequence<ProcessID>) {
      self.init(processes.map { UInt32(bitPattern: $0.rawValue) })
    }
  }
}

extension Filter.NumberSet {
  static let empty = Filter.NumberSet([] as [ClosedRange<UInt32>])

  /// Whether there is no number in it.
  public var isEmpty: Bool { ranges.isEmpty }

  /// The set's number, where it holds exactly one.
  public var onlyNumber: UInt32? {
    guard ranges.count == 1, let range = ranges.first, range.count == 1 else { return nil }
    return range.lowerBound
  }

  /// Whether a number is in it; the time grows with the logarithm of the ranges.
  public func contains(_ number: UInt32) -> Bool {
    ranges.span.binarySearchContains(number, in: 0..<ranges.count)
  }

  /// All numbers that are not in the set.
  public var complement: Filter.NumberSet {
    var gaps: [ClosedRange<UInt32>] = []
    var next: UInt32 = 0
    for range in ranges {
      if range.lowerBound > next { gaps.append(next...(range.lowerBound - 1)) }
      guard range.upperBound < .max else { return Filter.NumberSet(gaps) }
      next = range.upperBound + 1
    }
    gaps.append(next...UInt32.max)
    return Filter.NumberSet(gaps)
  }

  /// Whether every number of a range is in the set.
  func covers(_ range: ClosedRange<UInt32>) -> Bool {
    ranges.contains { $0.contains(range.lowerBound) && $0.contains(range.upperBound) }
  }

  /// Whether no number of a range is in the set.
  func isDisjoint(from range: ClosedRange<UInt32>) -> Bool {
    !ranges.contains { $0.overlaps(range) }
  }
}

extension Span<ClosedRange<UInt32>> {
  /// Whether a number is in one of some ranges, which ascend and do not overlap.
  @inline(__always)
  func binarySearchContains(_ number: UInt32, in indices: Range<Int>) -> Bool {
    var low = indices.lowerBound
    var high = indices.upperBound
    while low < high {
      let middle = (low &+ high) >> 1
      if self[middle].upperBound < number { low = middle &+ 1 } else { high = middle }
    }
    // Not `&&`: a span in its closure crashes the optimizer of Swift 6.3.
    guard low < indices.upperBound else { return false }
    return self[low].lowerBound <= number
  }
}
