import ProcessConnector
import ProcessEvents
import TestSupport
import Testing

@testable import ProcessMonitor

@Suite("The lines that wait for a reader")
struct ReaderQueueTests {
  /// Lines `first`, `first + 1`, …, each as its number in so many bytes; some are losses elsewhere.
  private func chunk(
    _ first: Int, _ count: Int, width: Int = 10, lossAt: Set<Int> = []
  ) -> FeedChunk? {
    var builder = FeedChunkBuilder()
    for number in first..<(first + count) {
      let time = KernelInstant(nanoseconds: UInt64(number + 1))
      let digits = "\(number)"
      let text = String(repeating: "0", count: width - 1 - digits.count) + digits + "\n"
      builder.append(
        Array(text.utf8), at: time,
        loss: lossAt.contains(number)
          ? Loss(count: 5, since: time, until: time, place: .socketBuffer) : nil)
    }
    return builder.finish()
  }

  private func numbers(_ chunk: FeedChunk, _ range: Range<Int>) -> [Int] {
    range.map { line in
      let text = chunk.bytes[chunk.start(of: line)..<(chunk.lines[line].end - 1)]
      return Int(String(decoding: text, as: UTF8.self)) ?? -1
    }
  }

  @Test(
    "What is told and what is lost are all that came, in order and in bounds",
    arguments: Seeds.chosen)
  func everythingIsAccountedFor(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<200 {
      let (events, bytes) = (random.number(in: 1...40), random.number(in: 1...400))
      var queue = ReaderQueue(
        events: events, bytes: bytes, since: KernelInstant(nanoseconds: 0))
      var came = 0
      var waiting = 0
      var elsewhere = 0
      var toldElsewhere: UInt64 = 0
      var next = 0
      func check(_ segments: [ReaderQueue.Segment]) {
        for segment in segments {
          switch segment {
          case .lines(let chunk, let range):
            waiting -= range.count
            for (index, number) in zip(range, numbers(chunk, range)) {
              // Nothing is left out without a word.
              #expect(number == next)
              next = number + 1
              if let loss = chunk.loss(at: index) { toldElsewhere += loss.count }
            }
          case .losses(let losses):
            for loss in losses where loss.place == .stream {
              #expect(loss.since.nanoseconds <= loss.until.nanoseconds)
              #expect(loss.until.nanoseconds <= UInt64(came))
              next += Int(loss.count)
            }
            for loss in losses where loss.place != .stream {
              toldElsewhere += loss.count
              next += Int(loss.count / 5)
            }
          }
        }
      }
      for _ in 0..<100 {
        if random.once(in: 2) {
          let count = random.number(in: 1...30)
          let lossAt: Set<Int> =
            random.once(in: 4) ? [came + random.number(in: 0...(count - 1))] : []
          elsewhere += 5 * lossAt.count
          queue.append(
            try #require(chunk(came, count, width: random.number(in: 7...30), lossAt: lossAt)))
          came += count
        } else {
          check(queue.take(maxBytes: random.number(in: 1...300)))
        }
      }
      while !queue.isEmpty { check(queue.take(maxBytes: random.number(in: 1...300))) }
      #expect(next == came)
      #expect(toldElsewhere == UInt64(elsewhere))
    }
  }

  @Test("A reader that stops holds no more than its limits; one line may be longer")
  func bounds() throws {
    var queue = ReaderQueue(events: 1000, bytes: 95, since: KernelInstant(nanoseconds: 0))
    for first in 0..<100 { queue.append(try #require(chunk(first * 7, 7))) }
    var segments = queue.take(maxBytes: .max)
    guard case .losses(let losses)? = segments.popLast() else {
      Issue.record("no loss is told")
      return
    }
    #expect(losses.map(\.count) == [691])
    #expect(losses.first?.since.nanoseconds == 9)
    #expect(losses.first?.until.nanoseconds == 700)
    var told: [Int] = []
    for case .lines(let chunk, let range) in segments {
      // No memory is held for what is not told.
      #expect(chunk.lines.count == range.count)
      told += numbers(chunk, range)
    }
    #expect(told == Array(0..<9))
    #expect(queue.isEmpty)
    queue.append(try #require(chunk(0, 1, width: 2000)))
    #expect(!queue.isEmpty)
    #expect(queue.take(maxBytes: 1).count == 1)
    #expect(queue.lost == 691)
  }

  @Test("After a loss nothing is told until half of the room is free")
  func hysteresis() throws {
    var queue = ReaderQueue(events: 10, bytes: 1000, since: KernelInstant(nanoseconds: 0))
    queue.append(try #require(chunk(0, 12)))
    // Four are taken: six wait, which is more than half.
    _ = queue.take(maxBytes: 40)
    queue.append(try #require(chunk(12, 1)))
    _ = queue.take(maxBytes: 10)
    queue.append(try #require(chunk(13, 1)))
    let segments = queue.take(maxBytes: .max)
    let kinds = segments.map { segment in
      if case .losses(let losses) = segment { "lost \(losses.map(\.count))" } else { "lines" }
    }
    #expect(kinds == ["lines", "lost [3]", "lines"])
    #expect(queue.lost == 3)
  }
}
