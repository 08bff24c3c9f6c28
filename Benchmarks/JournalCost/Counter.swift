import Synchronization

/// A number that several tasks share.
final class Counter: Sendable {
  private let number: Atomic<Int>

  init(_ value: Int) { number = Atomic(value) }

  var value: Int { number.load(ordering: .sequentiallyConsistent) }

  /// - Returns: the sum.
  @discardableResult
  func add(_ other: Int) -> Int { number.add(other, ordering: .sequentiallyConsistent).newValue }
}
