extension Filter {
  /// What a filter says about an event: true, false, or that it cannot be decided.
  ///
  /// These are SQL's three truth values and Kleene's rules: `and` gives the lesser and `or` the greater
  /// of its sides in the order false, undecided, true; `not` turns that order around.
  public enum Truth: UInt8, CaseIterable, Hashable, Sendable {
    /// The filter does not match.
    case `false` = 0
    /// A field that decides is unknown.
    case undecided = 1
    /// The filter matches.
    case `true` = 2

    /// True or false; never undecided.
    @inlinable public init(_ value: Bool) { self = value ? .true : .false }
  }
}

extension Filter.Truth {
  /// The lesser of both, in the order false, undecided, true.
  @inlinable
  public static func && (left: Filter.Truth, right: Filter.Truth) -> Filter.Truth {
    left.rawValue <= right.rawValue ? left : right
  }

  /// The greater of both, in the order false, undecided, true.
  @inlinable
  public static func || (left: Filter.Truth, right: Filter.Truth) -> Filter.Truth {
    left.rawValue >= right.rawValue ? left : right
  }

  /// The opposite; undecided stays undecided.
  @inlinable
  public static prefix func ! (value: Filter.Truth) -> Filter.Truth {
    switch value {
    case .false: .true
    case .undecided: .undecided
    case .true: .false
    }
  }
}
