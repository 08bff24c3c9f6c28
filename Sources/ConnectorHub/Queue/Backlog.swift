/// What waits for one listener apart from the group that it is in now: what it had not read when it changed groups or
/// overflowed, and what is for it alone.
struct Backlog: Sendable {
  enum Segment: Sendable {
    /// Datagrams of a chunk that others may have, too.
    case shared(chunk: Int32, range: Range<Int>)
    /// Datagrams of a chunk of this listener's own.
    case own(chunk: Int32, range: Range<Int>)
    /// A datagram of any length from any sender.
    case foreign(bytes: [UInt8], senderPort: UInt32)

    var count: Int {
      switch self {
      case .shared(_, let range), .own(_, let range): range.count
      case .foreign: 1
      }
    }
  }

  /// So few datagrams are copied rather than keep a whole chunk alive: what waits for a listener takes at most a few
  /// times its own bytes, however often it changes groups.
  private static let fewest = ChunkPool.capacity / 4

  private var segments: [Segment] = []
  private var first = 0
  /// Datagrams in it.
  private(set) var count = 0

  var isEmpty: Bool { count == 0 }

  /// The oldest part.
  var head: Segment { segments[first] }

  /// Appends datagrams of a group's chunk.
  mutating func append(_ range: Range<Int>, of chunk: Int32, pool: inout ChunkPool) {
    if range.isEmpty { return }
    if range.count >= Backlog.fewest {
      pool.retain(chunk)
      segments.append(.shared(chunk: chunk, range: range))
      count += range.count
      return
    }
    for index in range {
      let target = ownChunk(&pool)
      pool.append(index..<(index + 1), of: chunk, to: target)
    }
  }

  /// Appends a datagram of an event's size.
  mutating func append(_ datagram: [UInt8], pool: inout ChunkPool) {
    pool.append(datagram, to: ownChunk(&pool))
  }

  mutating func append(foreign bytes: [UInt8], senderPort: UInt32) {
    segments.append(.foreign(bytes: bytes, senderPort: senderPort))
    count += 1
  }

  /// The chunk to append the next datagram to, which is counted already.
  private mutating func ownChunk(_ pool: inout ChunkPool) -> Int32 {
    count += 1
    if first < segments.count, case .own(let chunk, let range) = segments[segments.count - 1],
      range.upperBound < ChunkPool.capacity
    {
      segments[segments.count - 1] = .own(
        chunk: chunk, range: range.lowerBound..<range.upperBound + 1)
      return chunk
    }
    let chunk = pool.make()
    segments.append(.own(chunk: chunk, range: 0..<1))
    return chunk
  }

  /// Takes datagrams from the beginning of the oldest part.
  mutating func removeFirst(_ taken: Int, pool: inout ChunkPool) {
    precondition(taken > 0 && taken <= head.count)
    count -= taken
    switch head {
    case .shared(let chunk, let range):
      segments[first] = .shared(chunk: chunk, range: range.dropFirst(taken))
      if taken == range.count { pool.release(chunk) }
    case .own(let chunk, let range):
      segments[first] = .own(chunk: chunk, range: range.dropFirst(taken))
      if taken == range.count { pool.release(chunk) }
    case .foreign:
      segments[first] = .own(chunk: -1, range: 0..<0)
    }
    if head.count == 0 { first += 1 }
    compact()
  }

  mutating func removeAll(pool: inout ChunkPool) {
    while !isEmpty { removeFirst(head.count, pool: &pool) }
  }

  private mutating func compact() {
    if first == segments.count {
      segments.removeAll(keepingCapacity: segments.capacity <= 64)
      first = 0
    } else if first > 32 && first > segments.count / 2 {
      segments.removeFirst(first)
      first = 0
    }
  }
}
