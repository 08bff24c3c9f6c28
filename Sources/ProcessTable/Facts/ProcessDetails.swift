package import ProcessEvents

/// Which facts about processes to keep, beyond the names and families, which always are.
public struct ProcessDetails: OptionSet, Hashable, Sendable {
  public var rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The path of the program.
  public static let executable = ProcessDetails(rawValue: 1 << 0)
  /// The arguments, which may hold secrets.
  public static let arguments = ProcessDetails(rawValue: 1 << 1)
  /// The effective user id.
  public static let user = ProcessDetails(rawValue: 1 << 2)
  /// The control group.
  public static let controlGroup = ProcessDetails(rawValue: 1 << 3)
  /// Proof of kills for want of memory.
  public static let outOfMemory = ProcessDetails(rawValue: 1 << 4)
}

extension ProcessDetails {
  /// The facts that answer a filter's questions.
  package init(for lookups: FilterLookups) {
    self = []
    if lookups.contains(.executable) { insert(.executable) }
    if lookups.contains(.arguments) { insert(.arguments) }
    if lookups.contains(.controlGroup) { insert(.controlGroup) }
    if !lookups.isDisjoint(with: [.userID, .userName]) { insert(.user) }
  }
}
