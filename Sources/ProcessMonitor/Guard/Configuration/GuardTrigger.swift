public import ProcessEvents

/// Which deaths of guarded processes count; `on:` in the configuration.
@nonexhaustive
public enum GuardTrigger: Hashable, Sendable {
  /// Those with a status other than 0.
  case abnormal
  /// All. A normal one is found by the next comparison with what lives, within a minute as a rule.
  case any
  /// Those that the filter is true for, which may ask only what the death itself tells.
  case filter(Filter)

  /// Whether a death with this status counts.
  public func admits(_ death: ProcessDeath) -> Bool {
    switch self {
    case .abnormal: death.status.isAbnormal
    case .any: true
    case .filter(let filter): filter.evaluate(ProcessEvent(death)) == .true
    }
  }
}

extension GuardTrigger: LosslessStringConvertible {
  /// Takes `abnormal`, `any` or a filter that asks only what a death tells.
  public init?(_ description: String) {
    switch description {
    case "abnormal": self = .abnormal
    case "any": self = .any
    default:
      guard let filter = try? Filter(parsing: description),
        FilterScope.on.strangers(in: filter).isEmpty
      else { return nil }
      self = .filter(filter)
    }
  }

  public var description: String {
    switch self {
    case .abnormal: "abnormal"
    case .any: "any"
    case .filter(let filter): filter.description
    }
  }
}

/// What to do about an end of which nobody can say whether it was abnormal; `on_unknown:` in the configuration.
public enum UnknownEndPolicy: String, Hashable, Sendable, Codable, CaseIterable {
  /// Clean up, marked as inferred.
  case clean
  /// Tell of it, and do nothing.
  case report
}
