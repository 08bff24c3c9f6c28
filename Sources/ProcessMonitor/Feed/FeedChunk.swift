internal import ProcessConnector
internal import ProcessEvents

/// Lines that were made at one time; all readers of the same lines share one.
final class FeedChunk: Sendable {
  struct Line: Sendable {
    /// Where it ends in ``bytes``.
    var end: Int
    var time: KernelInstant
  }

  let bytes: [UInt8]
  let lines: [Line]
  /// The losses among the lines, in their order.
  let losses: [(line: Int, loss: Loss)]
  /// The earliest time of a line.
  let earliest: KernelInstant

  init(bytes: [UInt8], lines: [Line], losses: [(line: Int, loss: Loss)]) {
    self.bytes = bytes
    self.lines = lines
    self.losses = losses
    earliest = lines.map(\.time).min() ?? KernelInstant(nanoseconds: .max)
  }
}

extension FeedChunk {
  /// Where a line begins in ``bytes``.
  func start(of line: Int) -> Int { line == 0 ? 0 : lines[line - 1].end }

  func byteCount(of range: Range<Int>) -> Int {
    start(of: range.upperBound) - start(of: range.lowerBound)
  }

  func loss(at line: Int) -> Loss? {
    losses.isEmpty ? nil : losses.first { $0.line == line }?.loss
  }

  /// Lines that are events.
  func eventCount(in range: Range<Int>) -> Int {
    losses.isEmpty ? range.count : range.count - losses.count { range.contains($0.line) }
  }

  /// How many lines from `first` on have no more than some bytes together.
  func count(from first: Int, fitting room: Int) -> Int {
    let limit = start(of: first) + min(max(0, room), bytes.count)
    var low = first
    var high = lines.count
    while low < high {
      let middle = (low + high) / 2
      if lines[middle].end <= limit { low = middle + 1 } else { high = middle }
    }
    return low - first
  }

  /// Some of the lines alone.
  func copy(_ range: Range<Int>) -> FeedChunk {
    let offset = start(of: range.lowerBound)
    return FeedChunk(
      bytes: Array(bytes[offset..<start(of: range.upperBound)]),
      lines: lines[range].map { Line(end: $0.end - offset, time: $0.time) },
      losses: losses.filter { range.contains($0.line) }
        .map { (line: $0.line - range.lowerBound, loss: $0.loss) })
  }

  /// The lines that are not older than a moment; nil where there are none.
  func since(_ instant: KernelInstant) -> FeedChunk? {
    if earliest >= instant { return self }
    var builder = FeedChunkBuilder()
    for index in lines.indices where lines[index].time >= instant {
      builder.append(
        bytes[start(of: index)..<lines[index].end], at: lines[index].time, loss: loss(at: index))
    }
    return builder.finish()
  }
}

/// Collects the lines of a chunk.
struct FeedChunkBuilder: Sendable {
  private var bytes: [UInt8] = []
  private var lines: [FeedChunk.Line] = []
  private var losses: [(line: Int, loss: Loss)] = []

  mutating func append(
    _ line: some Collection<UInt8>, at time: KernelInstant, loss: Loss? = nil
  ) {
    if let loss { losses.append((lines.count, loss)) }
    bytes.append(contentsOf: line)
    lines.append(FeedChunk.Line(end: bytes.count, time: time))
  }

  /// What has been collected; nil where that is nothing.
  mutating func finish() -> FeedChunk? {
    guard !lines.isEmpty else { return nil }
    let chunk = FeedChunk(bytes: bytes, lines: lines, losses: losses)
    let (byteCount, lineCount) = (bytes.count, lines.count)
    self = FeedChunkBuilder()
    // The next batch is likely to be as large.
    bytes.reserveCapacity(byteCount)
    lines.reserveCapacity(lineCount)
    return chunk
  }
}
