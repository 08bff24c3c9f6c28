internal import ProcessEvents

/// A filter that no event can match.
package struct ImpossibleFilter: Hashable, Sendable, CustomStringConvertible {
  /// Why not, for people.
  package let reason: String

  package var description: String { "nothing can match this filter: \(reason)" }

  /// Nil where something may match.
  package init?(_ configuration: ConnectorConfiguration) {
    let filter = configuration.filter
    let whole = configuration.wholeFilter
    guard whole.canNeverMatch || Self.canNeverBeTold(whole, configuration.subject) else {
      return nil
    }
    if let field = filter.fieldsOutOfRange.first {
      let numbers = field.possibleNumbers
      reason = "\(field.rawValue) is from \(numbers.lowerBound) to \(numbers.upperBound)"
    } else if filter.canNeverMatch {
      reason = "its conditions exclude each other"
    } else if Self.canNeverBeTold(filter, configuration.subject) {
      reason = "it is about threads, and only processes are told"
    } else {
      reason = "it is about other kinds of events"
    }
  }

  /// Whether there is no event of which something is told.
  private static func canNeverBeTold(
    _ filter: Filter, _ subject: ConnectorConfiguration.Subject
  ) -> Bool {
    PushedTests(filter, subject, longestList: .max).kinds.isEmpty
  }
}
