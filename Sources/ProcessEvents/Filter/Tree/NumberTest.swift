extension Filter {
  /// What is asked of a number.
  @nonexhaustive
  public enum NumberTest: Hashable, Sendable {
    /// It is this one.
    case equal(UInt32)
    /// It is another one.
    case notEqual(UInt32)
    /// It is less.
    case less(UInt32)
    /// It is not greater.
    case lessOrEqual(UInt32)
    /// It is greater.
    case greater(UInt32)
    /// It is not less.
    case greaterOrEqual(UInt32)
    /// It is one of these.
    case memberOf(NumberSet)
    /// It is none of these.
    case notMemberOf(NumberSet)
  }
}

extension Filter.NumberTest {
  /// Whether a number passes.
  public func admits(_ number: UInt32) -> Bool {
    switch self {
    case .equal(let value): number == value
    case .notEqual(let value): number != value
    case .less(let value): number < value
    case .lessOrEqual(let value): number <= value
    case .greater(let value): number > value
    case .greaterOrEqual(let value): number >= value
    case .memberOf(let set): set.contains(number)
    case .notMemberOf(let set): !set.contains(number)
    }
  }

  /// All numbers that pass.
  public var accepted: Filter.NumberSet {
    let (numbers, isInverted) = membership
    return isInverted ? numbers.complement : numbers
  }

  /// The test as a question after membership, or where inverted after its opposite; one range wherever
  /// that is possible.
  package var membership: (numbers: Filter.NumberSet, isInverted: Bool) {
    switch self {
    case .equal(let value): (Filter.NumberSet([value...value]), false)
    case .notEqual(let value): (Filter.NumberSet([value...value]), true)
    case .less(let value): (value == 0 ? .empty : Filter.NumberSet([0...(value - 1)]), false)
    case .lessOrEqual(let value): (Filter.NumberSet([0...value]), false)
    case .greater(let value):
      (value == .max ? .empty : Filter.NumberSet([(value + 1)...UInt32.max]), false)
    case .greaterOrEqual(let value): (Filter.NumberSet([value...UInt32.max]), false)
    case .memberOf(let set): (set, false)
    case .notMemberOf(let set): (set, true)
    }
  }
}
