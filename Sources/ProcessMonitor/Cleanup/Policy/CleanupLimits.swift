/// How many clean-ups run at once.
public struct CleanupLimits: Hashable, Sendable {
  /// What one guard may.
  public struct Guard: Hashable, Sendable {
    /// At least 1.
    public var concurrent: Int
    /// Whether they run one after the other, in the order in which they were given; `concurrent` counts as 1 then.
    public var isOrdered: Bool

    public init(concurrent: Int = 8, isOrdered: Bool = false) {
      self.concurrent = max(1, concurrent)
      self.isOrdered = isOrdered
    }

    var places: Int { isOrdered ? 1 : concurrent }
  }

  /// In all; at least 1.
  public var total: Int
  /// By the guards' names.
  public var guards: [String: Guard]
  /// Of guards that are not among them.
  public var others: Guard

  public init(total: Int = 16, guards: [String: Guard] = [:], others: Guard = Guard()) {
    self.total = max(1, total)
    self.guards = guards
    self.others = others
  }

  func places(of name: String) -> Int { (guards[name] ?? others).places }
}
