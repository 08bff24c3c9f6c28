internal import ProcessEvents

/// Makes one clean-up of the many equal deaths of a crash loop, for guards that want that.
///
/// Deaths are equal that have one guard, name and cause. The first ones of a window are cleaned up at once, each by
/// itself; what follows within it is held, and cleaned up as one when it ends, which begins the next window. It
/// performs nothing and knows no clock.
public struct CrashLoopFolder: Sendable {
  /// How a guard wants it.
  public struct Rule: Hashable, Sendable {
    /// Deaths of a window that are cleaned up by themselves; at least 1.
    public var threshold: Int
    /// Milliseconds
    public var window: UInt64

    public init(threshold: Int = 1, window: UInt64) {
      self.threshold = max(1, threshold)
      self.window = window
    }
  }

  /// One clean-up for several deaths.
  public struct Fold: Hashable, Sendable {
    /// The last of them.
    public var death: GuardedDeath
    /// Of all of them, in their order, that of `death` included: one clean-up settles them all.
    public var ids: [DeathID]
    public var count: Int { ids.count }
  }

  private struct Key: Hashable {
    var guardName: String
    var name: String?
    var owner: UInt32?
    var status: ExitStatus?
  }

  private struct Loop {
    /// Nanoseconds
    var end: UInt64
    var window: UInt64
    var alone = 0
    var held: Fold?
    var heldIDs: Set<DeathID> = []
  }

  private var loops: [Key: Loop] = [:]
  /// Deaths that are held at most, in all; beyond them they are cleaned up by themselves.
  private let limit: Int
  private var heldCount = 0
  private let loopLimit = 16_384

  public init(limit: Int = 100_000) { self.limit = limit }

  /// Takes a death.
  ///
  /// - Parameter now: nanoseconds of any clock that does not go back.
  /// - Returns: whether it is to be cleaned up by itself, at once; else ``release(at:)`` gives it.
  public mutating func take(_ death: GuardedDeath, _ rule: Rule, at now: UInt64) -> Bool {
    let key = Key(
      guardName: death.guardName, name: death.name, owner: death.owner, status: death.status)
    // Taken out meanwhile, so that what it holds is changed in place.
    guard var loop = loops.removeValue(forKey: key) else {
      if loops.count >= loopLimit {
        loops = loops.filter { $0.value.held != nil || now < $0.value.end }
      }
      guard loops.count < loopLimit else { return true }
      loops[key] = Loop(end: rule.window.milliseconds(after: now), window: rule.window, alone: 1)
      return true
    }
    if now >= loop.end, loop.held == nil {
      loop = Loop(end: rule.window.milliseconds(after: now), window: rule.window)
    }
    defer { loops[key] = loop }
    if loop.held == nil, loop.alone < rule.threshold {
      loop.alone += 1
      return true
    }
    // The same death found twice.
    if loop.heldIDs.contains(death.id) { return false }
    guard heldCount < limit else { return true }
    heldCount += 1
    var held = loop.held.take() ?? Fold(death: death, ids: [])
    held.death = death
    held.ids.append(death.id)
    loop.heldIDs.insert(death.id)
    loop.held = held
    return false
  }

  /// What is to be cleaned up now: of each window that has ended, what it held.
  public mutating func release(at now: UInt64) -> [Fold] {
    var folds: [Fold] = []
    for (key, loop) in loops where now >= loop.end {
      guard let held = loop.held else {
        loops[key] = nil
        continue
      }
      folds.append(held)
      heldCount -= held.count
      // The loop goes on; the first ones of the next window have had their turn.
      loops[key] = Loop(
        end: loop.window.milliseconds(after: now), window: loop.window, alone: .max, held: nil)
    }
    return folds.sorted {
      ($0.death.time, $0.death.id.rawValue) < ($1.death.time, $1.death.id.rawValue)
    }
  }

  /// All that is held, whether or not its window has ended: for the end of the monitor.
  public mutating func releaseAll() -> [Fold] {
    for key in loops.keys { loops[key]?.end = 0 }
    return release(at: .max)
  }

  /// When ``release(at:)`` has something to give next; nil while nothing is held.
  public var nextRelease: UInt64? {
    loops.values.lazy.filter { $0.held != nil }.map(\.end).min()
  }
}
