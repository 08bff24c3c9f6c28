/// What a filter may ask a process table for.
public struct FilterLookups: OptionSet, Hashable, Sendable {
  public var rawValue: UInt16

  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// The parent, where the event does not tell it.
  public static let parent = FilterLookups(rawValue: 1 << 0)
  /// The effective user id.
  public static let userID = FilterLookups(rawValue: 1 << 1)
  /// The name.
  public static let name = FilterLookups(rawValue: 1 << 2)
  /// The path of the program.
  public static let executable = FilterLookups(rawValue: 1 << 3)
  /// The arguments.
  public static let arguments = FilterLookups(rawValue: 1 << 4)
  /// The name of the effective user.
  public static let userName = FilterLookups(rawValue: 1 << 5)
  /// The path of the control group.
  public static let controlGroup = FilterLookups(rawValue: 1 << 6)
  /// The ancestors.
  public static let ancestors = FilterLookups(rawValue: 1 << 7)
}

extension Filter {
  /// What the filter may ask a process table for; empty where the events alone decide.
  public var lookups: FilterLookups {
    var lookups: FilterLookups = []
    for shape in EventShape.allCases { lookups.formUnion(self.lookups(for: shape)) }
    return lookups
  }

  /// What the filter may ask a process table for about events of one shape.
  public func lookups(for shape: EventShape) -> FilterLookups {
    specialized(for: shape).lookupsAsItStands(for: shape)
  }

  private func lookupsAsItStands(for shape: EventShape) -> FilterLookups {
    switch node {
    case .all, .event, .flag: []
    case .and(let terms), .or(let terms):
      terms.reduce(into: []) { $0.formUnion($1.lookupsAsItStands(for: shape)) }
    case .not(let term): term.lookupsAsItStands(for: shape)
    case .number(let field, _):
      switch shape.source(of: field) {
      case .eventUnlessZero, .table: field == .uid ? .userID : .parent
      case .event, .nowhere, .absent: []
      }
    case .text(let field, _): shape.source(of: field) == .table ? field.lookup : []
    case .ancestor: shape == .unknown ? [] : .ancestors
    }
  }
}

extension Filter.TextField {
  fileprivate var lookup: FilterLookups {
    switch self {
    case .comm: []
    case .name: .name
    case .exe: .executable
    case .args: .arguments
    case .user: .userName
    case .cgroup: .controlGroup
    }
  }
}
