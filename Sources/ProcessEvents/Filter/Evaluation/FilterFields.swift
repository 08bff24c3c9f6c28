/// Answers what a filter asks about a process and the event itself does not tell: a process table.
///
/// Each requirement has a default that knows nothing. A question is asked only where the event alone
/// does not decide, and perhaps twice for the same event: answers must not change in between.
public protocol FilterFields: ~Copyable, ~Escapable {
  /// The value of ``Filter/NumberField/ppid`` or ``Filter/NumberField/uid``.
  func number(_ field: Filter.NumberField, of task: TaskID, at time: KernelInstant)
    -> FilterFieldValue

  /// Puts a text field to the test.
  ///
  /// - Parameters:
  ///   - field: the field that is asked for.
  ///   - task: the task that the event is about.
  ///   - time: when the event happened.
  ///   - test: to be called with the text's bytes.
  /// - Returns: what `test` said; `.undecided` where the text is unknown, `.false` where there is none.
  func text(
    _ field: Filter.TextField, of task: TaskID, at time: KernelInstant,
    _ test: (Span<UInt8>) -> Bool
  ) -> Filter.Truth

  /// Whether an ancestor of the process, itself excluded, passes the test.
  ///
  /// - Returns: `.undecided` where none of those that are known passes, but not all are known.
  func ancestor(of task: TaskID, at time: KernelInstant, _ test: (ProcessID) -> Bool)
    -> Filter.Truth
}

/// What is known of a number that a filter asks for.
@nonexhaustive
public enum FilterFieldValue: Hashable, Sendable {
  /// It has this value.
  case known(UInt32)
  /// There is a value, but nobody knows it: comparisons are undecided.
  case unknown
  /// There is no value: comparisons are false.
  case absent
}

extension FilterFields where Self: ~Copyable, Self: ~Escapable {
  public func number(_ field: Filter.NumberField, of task: TaskID, at time: KernelInstant)
    -> FilterFieldValue
  { .unknown }

  public func text(
    _ field: Filter.TextField, of task: TaskID, at time: KernelInstant,
    _ test: (Span<UInt8>) -> Bool
  ) -> Filter.Truth { .undecided }

  public func ancestor(of task: TaskID, at time: KernelInstant, _ test: (ProcessID) -> Bool)
    -> Filter.Truth
  { .undecided }
}

/// Fields of which nothing is known but what the events tell.
public struct EventFieldsOnly: FilterFields {
  /// There is nothing to know.
  public init() {}
}
