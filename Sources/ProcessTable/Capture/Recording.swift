/// How what is in a capture was found out; a capture without it holds events alone.
package struct Recording: Hashable, Sendable {
  package var source: NameSource
  /// The facts that were looked for.
  package var details: ProcessDetails
  /// Whether the capture's filter is still to be applied: it has more than what the filter lets through.
  package var isFiltered: Bool

  package init(source: NameSource, details: ProcessDetails, isFiltered: Bool = false) {
    self.source = source
    self.details = details
    self.isFiltered = isFiltered
  }
}

extension NameSource {
  /// The number that stands for it in a capture.
  var number: UInt64 {
    switch self {
    case .sideBand: 0
    case .events: 1
    case .procFileSystem: 2
    }
  }

  init?(number: UInt64) {
    switch number {
    case 0: self = .sideBand
    case 1: self = .events
    case 2: self = .procFileSystem
    default: return nil
    }
  }
}
