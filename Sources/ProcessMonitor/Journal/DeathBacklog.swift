/// Deaths that the journal could not take, until it can: in the order found, each once, at most so many.
///
/// Look at ``first(_:)``, record them, and only then ``remove(_:)`` them.
public struct DeathBacklog: Sendable {
  /// At most so many deaths.
  public let capacity: Int
  /// How many found no room, each time that one was added in vain.
  ///
  /// Such a death is lost to the backlog; where it was registered, a comparison with what lives finds it again.
  public private(set) var refused: UInt64 = 0
  private var deaths: [GuardedDeath] = []
  private var ids: Set<DeathID> = []

  public init(capacity: Int) {
    precondition(capacity > 0)
    self.capacity = capacity
  }

  public var count: Int { deaths.count }
  public var isEmpty: Bool { deaths.isEmpty }

  /// Keeps those that are not there already and have room.
  ///
  /// - Returns: how many had none.
  @discardableResult
  public mutating func add(_ new: [GuardedDeath]) -> Int {
    var refusals = 0
    for death in new where !ids.contains(death.id) {
      if deaths.count < capacity {
        deaths.append(death)
        ids.insert(death.id)
      } else {
        refusals += 1
      }
    }
    refused += UInt64(refusals)
    return refusals
  }

  /// The oldest, at most `limit`; they stay.
  public func first(_ limit: Int) -> [GuardedDeath] { Array(deaths.prefix(limit)) }

  /// Removes those that have been recorded.
  public mutating func remove(_ recorded: [GuardedDeath]) {
    let gone = Set(recorded.map(\.id)).intersection(ids)
    if gone.isEmpty { return }
    ids.subtract(gone)
    deaths.removeAll { gone.contains($0.id) }
  }
}
