internal import ProcessConnector
internal import ProcessEvents

/// The lines that wait for one reader. It is bounded: what finds no room, the newest, becomes a loss in its place, and
/// so does what follows, until half of the room is free again.
struct ReaderQueue: Sendable {
  enum Segment: Sendable {
    case lines(FeedChunk, Range<Int>)
    case losses([Loss])
  }

  private let events: Int
  private let bytes: Int
  /// What waits, from ``head`` on.
  private var segments: [Segment] = []
  private var head = 0
  private var waitingLines = 0
  private var waitingBytes = 0
  /// What has been lost since there was no room; nil while there is some.
  private var tail: LossTail?
  private var lastTime: KernelInstant
  /// Events that found no room so far.
  private(set) var lost: UInt64 = 0

  /// - Parameter begin: the moment from which on its reader is told things.
  init(events: Int, bytes: Int, since begin: KernelInstant) {
    self.events = max(1, events)
    self.bytes = max(1, bytes)
    lastTime = begin
  }

  var isEmpty: Bool { head == segments.count && tail == nil }

  /// Adds what there is room for.
  mutating func append(_ chunk: FeedChunk) {
    var next = 0
    let count = chunk.lines.count
    while next < count {
      guard tail == nil || hasRoomAgain else {
        for line in next..<count { lose(line, of: chunk) }
        return
      }
      var accepted = min(
        events - waitingLines, chunk.count(from: next, fitting: bytes - waitingBytes))
      if waitingLines == 0 { accepted = max(1, accepted) }
      if accepted == 0 {
        lose(next, of: chunk)
        next += 1
        continue
      }
      if let losses = tail?.losses { segments.append(.losses(losses)) }
      tail = nil
      add(chunk, next..<(next + accepted))
      next += accepted
    }
  }

  private var hasRoomAgain: Bool { waitingLines <= events / 2 && waitingBytes <= bytes / 2 }

  private mutating func add(_ chunk: FeedChunk, _ range: Range<Int>) {
    // A few lines of many are not to keep all of them in memory.
    if range.count == chunk.lines.count {
      segments.append(.lines(chunk, range))
    } else {
      segments.append(.lines(chunk.copy(range), 0..<range.count))
    }
    waitingLines += range.count
    waitingBytes += chunk.byteCount(of: range)
    lastTime = max(lastTime, chunk.lines[range.upperBound - 1].time)
  }

  private mutating func lose(_ line: Int, of chunk: FeedChunk) {
    if tail == nil { tail = LossTail(since: lastTime) }
    if let loss = chunk.loss(at: line) {
      tail?.append(loss)
    } else {
      tail?.append(eventAt: chunk.lines[line].time)
      lost &+= 1
    }
  }

  /// Forgets what waits.
  mutating func removeAll() {
    segments = []
    (head, waitingLines, waitingBytes) = (0, 0, 0)
    tail = nil
  }

  /// Takes whole lines out, at most so many bytes of them, but one in any case.
  mutating func take(maxBytes: Int) -> [Segment] {
    var taken: [Segment] = []
    var room = maxBytes
    while head < segments.count {
      guard case .lines(let chunk, let range) = segments[head] else {
        taken.append(segments[head])
        head += 1
        continue
      }
      var count = min(range.count, chunk.count(from: range.lowerBound, fitting: room))
      if count == 0 {
        guard taken.isEmpty else { break }
        count = 1
      }
      let part = range.lowerBound..<(range.lowerBound + count)
      taken.append(.lines(chunk, part))
      let size = chunk.byteCount(of: part)
      room -= size
      waitingLines -= count
      waitingBytes -= size
      if count < range.count {
        segments[head] = .lines(chunk, part.upperBound..<range.upperBound)
        break
      }
      head += 1
    }
    if head == segments.count {
      segments.removeAll(keepingCapacity: true)
      head = 0
      // Nothing waits before it any more.
      if let losses = tail?.losses { taken.append(.losses(losses)) }
      tail = nil
    } else if head > 1024 {
      segments.removeFirst(head)
      head = 0
    }
    return taken
  }
}
