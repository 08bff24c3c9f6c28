import TestSupport
import Testing

@testable import ProcessTable

@Suite("From record to record")
struct RecordWalkTests {
  @Test("All records come whole, wherever the memory's end cuts them", arguments: Seeds.chosen)
  func wrapped(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var walk = RecordWalk()
    var crossings = 0
    for _ in 0..<100 {
      let size = 1 << generator.number(in: 9...13)
      // The position itself may go over the end of its type.
      let start = (generator.once(in: 4) ? UInt64.max - 255 : generator.bits()) & ~7
      var memory = [UInt8](repeating: 0, count: size)
      var written: [[UInt8]] = []
      var end = start
      while true {
        let length = 8 * generator.number(in: 1...40)
        guard Int(end &- start) + length <= size else { break }
        var record = (0..<length).map { _ in generator.bits() as UInt8 }
        record.replaceSubrange(6..<8, with: [UInt8(length & 0xFF), UInt8(length >> 8)])
        for (index, byte) in record.enumerated() {
          memory[Int((end &+ UInt64(index)) % UInt64(size))] = byte
        }
        if Int(end % UInt64(size)) + length > size { crossings += 1 }
        written.append(record)
        end &+= UInt64(length)
      }
      var read: [[UInt8]] = []
      let reached = unsafe walk.walk(memory.span.bytes, from: start, to: end) { bytes, _ in
        read.append(array(bytes))
        return true
      }
      #expect(reached == end)
      #expect(read == written)
      #expect(walk.takeDamaged() == 0)
    }
    #expect(crossings > 0)
  }

  @Test("It stops before a record that is refused, and goes on there")
  func stopped() {
    let records = (1...4).map { RecordBytes.exit($0, at: 1) }
    let memory = records.flatMap { $0 } + [UInt8](repeating: 0, count: 64)
    var walk = RecordWalk()
    var read: [[UInt8]] = []
    let stop = unsafe walk.walk(memory.span.bytes, from: 0, to: 192) { bytes, _ in
      if read.count == 2 { return false }
      read.append(array(bytes))
      return true
    }
    #expect(stop == 96)
    let end = unsafe walk.walk(memory.span.bytes, from: stop, to: 192) { bytes, _ in
      read.append(array(bytes))
      return true
    }
    #expect(end == 192)
    #expect(read == records)
  }

  @Test(
    "A size that cannot be gives up what is left, and is counted",
    arguments: [0, 4, 7, 9, 56, 0xFFF8])
  func damaged(size: UInt16) {
    let first = RecordBytes.exit(1, at: 1)
    var second = RecordBytes.exit(2, at: 1)
    second.replaceSubrange(6..<8, with: [UInt8(size & 0xFF), UInt8(size >> 8)])
    let memory = first + second + [UInt8](repeating: 0, count: 32)
    var walk = RecordWalk()
    var count = 0
    let end = unsafe walk.walk(memory.span.bytes, from: 0, to: 96) { _, _ in
      count += 1
      return true
    }
    #expect(end == 96)
    #expect(count == 1)
    #expect(walk.takeDamaged() == 1)
    #expect(walk.takeDamaged() == 0)
  }

  @Test("Whatever stands in the memory and in the two ends, it ends", arguments: Seeds.chosen)
  func anything(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var walk = RecordWalk()
    for _ in 0..<1_000 {
      // Small sizes are likely, so that the walk goes some way.
      let memory = (0..<512).map { index in
        index % 8 == 7 ? 0 : index % 8 == 6 ? generator.number(in: 0...80) : generator.bits()
      }
      let start: UInt64 = generator.bits()
      let end = generator.once(in: 3) ? generator.bits() : start &+ generator.number(in: 0...600)
      var total = 0
      let reached = unsafe walk.walk(memory.span.bytes, from: start, to: end) { bytes, _ in
        total += bytes.byteCount
        return true
      }
      #expect(reached == end)
      #expect(total <= 512)
    }
  }
}

private func array(_ bytes: RawSpan) -> [UInt8] {
  unsafe bytes.withUnsafeBytes { unsafe Array($0) }
}
