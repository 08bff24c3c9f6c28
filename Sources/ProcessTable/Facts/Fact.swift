/// Something that is known about a process, and how well.
///
/// A stale fact is shown as such and never as known: it may still hold, but nothing proves it.
@nonexhaustive
public enum Fact<Value> {
  /// True at the moment that it is told for.
  case known(Value)
  /// Inherited at the fork, older than the last exec, or from before a loss.
  case stale(Value)
  /// Nothing is known, not even how it once was.
  case unknown
}

extension Fact: Equatable where Value: Equatable {}
extension Fact: Hashable where Value: Hashable {}
extension Fact: Sendable where Value: Sendable {}

extension Fact {
  /// The value, known or stale.
  @inlinable public var value: Value? {
    switch self {
    case .known(let value), .stale(let value): value
    case .unknown: nil
    }
  }

  /// The value where it is known.
  @inlinable public var knownValue: Value? {
    if case .known(let value) = self { value } else { nil }
  }

  /// Whether it is known, and not just stale.
  @inlinable public var isKnown: Bool {
    if case .known = self { true } else { false }
  }

  /// The same value, of which nothing is certain any more.
  @inlinable public var asStale: Fact {
    if case .known(let value) = self { .stale(value) } else { self }
  }

  /// The same of another value, known as well as this one.
  @inlinable public func map<Other>(_ transform: (Value) -> Other) -> Fact<Other> {
    switch self {
    case .known(let value): .known(transform(value))
    case .stale(let value): .stale(transform(value))
    case .unknown: .unknown
    }
  }
}
