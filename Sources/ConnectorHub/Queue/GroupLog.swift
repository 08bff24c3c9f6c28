/// What a group of listeners gets, once for all of them; each stands at a position in it.
///
/// Positions count from the group's beginning and never repeat. A chunk is kept while one of the readers stands in it
/// or before it; whoever reads nothing is taken out once he has all that he may keep
/// (``ConnectorHub/overflow(_:)``), so that the log is no longer than about twice the largest buffer.
struct GroupLog: Sendable {
  private struct Place: Sendable {
    /// Negative where nothing has been written yet.
    var chunk: Int32 = -1
    var readers: Int32 = 0
  }

  private var places = [Place()]
  private var first = 0
  /// The number of the chunk at `first`, counted from the group's beginning.
  private var firstNumber: UInt64 = 0
  /// Behind the newest datagram.
  private(set) var end: UInt64 = 0

  private static let capacity = UInt64(ChunkPool.capacity)

  private func index(of position: UInt64) -> Int {
    first + Int(position / GroupLog.capacity - firstNumber)
  }

  @inline(__always)
  mutating func append(_ datagram: [UInt8], pool: inout ChunkPool) {
    let last = places.count - 1
    if places[last].chunk < 0 { places[last].chunk = pool.make() }
    pool.append(datagram, to: places[last].chunk)
    end += 1
    if end % GroupLog.capacity == 0 {
      places.append(Place())
      removeUnread(&pool)
    }
  }

  /// A new reader, at the end.
  mutating func enter() -> UInt64 {
    places[index(of: end)].readers += 1
    return end
  }

  mutating func leave(from position: UInt64, pool: inout ChunkPool) {
    places[index(of: position)].readers -= 1
    removeUnread(&pool)
  }

  mutating func move(from position: UInt64, to other: UInt64, pool: inout ChunkPool) {
    let (here, there) = (index(of: position), index(of: other))
    if here == there { return }
    places[here].readers -= 1
    places[there].readers += 1
    removeUnread(&pool)
  }

  /// The datagrams from a position on that stand in the same chunk.
  func part(from position: UInt64) -> (chunk: Int32, range: Range<Int>) {
    let start = position / GroupLog.capacity * GroupLog.capacity
    let upper = min(end, start + GroupLog.capacity) - start
    return (places[index(of: position)].chunk, Int(position - start)..<Int(upper))
  }

  mutating func removeAll(pool: inout ChunkPool) {
    for place in places[first...] where place.chunk >= 0 { pool.release(place.chunk) }
    self = GroupLog()
  }

  private mutating func removeUnread(_ pool: inout ChunkPool) {
    while first < places.count - 1 && places[first].readers == 0 {
      if places[first].chunk >= 0 { pool.release(places[first].chunk) }
      first += 1
      firstNumber += 1
    }
    if first > 16 && first > places.count / 2 {
      places.removeFirst(first)
      first = 0
    }
  }
}
