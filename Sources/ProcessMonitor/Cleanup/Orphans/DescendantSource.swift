public import ProcessTable

/// Knows who descends from a process, also after its death.
public protocol DescendantSource: Sendable {
  /// All descendants that may still live, at any depth, in any order. Those that have ended may be among them.
  func descendants(of process: ProcessIdentity) async -> [ProcessIdentity]
}

/// Knows nobody.
public struct NoDescendants: DescendantSource {
  public init() {}
  public func descendants(of process: ProcessIdentity) async -> [ProcessIdentity] { [] }
}
