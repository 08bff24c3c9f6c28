internal import ConnectorProtocol

/// Encoded datagrams, some of them in a chunk; a chunk may be in many queues, and lives while it is in one.
///
/// An index stands for a reference: counting them costs nothing to those who only read.
struct ChunkPool: Sendable {
  /// Datagrams in a chunk.
  static let capacity = 64

  /// Bytes of each datagram.
  static let stride = ConnectorWire.eventSize

  /// Chunks without use whose memory is kept.
  private static let spareCount = 64

  private struct Chunk: Sendable {
    var bytes: [UInt8] = []
    var references: Int32 = 0
  }

  private var chunks: [Chunk] = []
  private var free: [Int32] = []
  private var spare = 0

  /// Chunks in use.
  var usedCount: Int { chunks.count - free.count }

  /// Bytes that the chunks take, those kept for later included.
  var bytes: Int { (usedCount + spare) * ChunkPool.capacity * ChunkPool.stride }

  /// An empty chunk with one reference.
  mutating func make() -> Int32 {
    let id: Int32
    if let last = free.popLast() {
      id = last
      if chunks[Int(id)].bytes.capacity > 0 { spare -= 1 }
    } else {
      id = Int32(chunks.count)
      chunks.append(Chunk())
    }
    chunks[Int(id)].references = 1
    return id
  }

  mutating func retain(_ id: Int32) { chunks[Int(id)].references += 1 }

  mutating func release(_ id: Int32) {
    chunks[Int(id)].references -= 1
    guard chunks[Int(id)].references == 0 else { return }
    let isKept = spare < ChunkPool.spareCount
    if isKept { spare += 1 }
    chunks[Int(id)].bytes.removeAll(keepingCapacity: isKept)
    free.append(id)
  }

  /// Appends a datagram; only who made a chunk does.
  mutating func append(_ datagram: [UInt8], to id: Int32) {
    chunks[Int(id)].bytes.append(contentsOf: datagram)
  }

  /// Appends datagrams of another chunk.
  mutating func append(_ range: Range<Int>, of source: Int32, to id: Int32) {
    let bytes = chunks[Int(source)].bytes
    chunks[Int(id)].bytes.append(
      contentsOf: bytes[range.lowerBound * ChunkPool.stride..<range.upperBound * ChunkPool.stride])
  }

  /// Datagrams in a chunk.
  func count(of id: Int32) -> Int { chunks[Int(id)].bytes.count / ChunkPool.stride }

  /// Lends datagrams that stand one behind the other.
  func withDatagrams<Result>(
    _ range: Range<Int>, of id: Int32, _ body: (Span<UInt8>) throws -> Result
  ) rethrows -> Result {
    let bytes = chunks[Int(id)].bytes
    let datagrams = bytes.span
    return try body(
      datagrams.extracting(
        range.lowerBound * ChunkPool.stride..<range.upperBound * ChunkPool.stride))
  }
}
