import EventCapture
import TestSupport
import Testing

@Suite("A capture that was damaged")
struct DamageTests {
  @Test("No bit can change unnoticed, and nothing of its block is told", arguments: Seeds.chosen)
  func everyBit(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let records = random.captureRecords(6)
    let bytes = try CaptureEncoder(records) { $0 % 2 == 0 }.finished()
    let blocks = Blocks(of: bytes)
    for bit in 0..<(bytes.count * 8) {
      var damaged = bytes
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      let reading = Reading(damaged)
      let block = blocks.starts.last { $0 <= bit / 8 }
      let before = Reading(Array(bytes.prefix(block ?? 0)))
      #expect(reading.records == before.records, "bit \(bit)")
      #expect(!reading.isComplete)
      #expect(reading.error == error(bit / 8, block), "bit \(bit)")
    }
  }

  private func error(_ offset: Int, _ block: Int?) -> CaptureError {
    guard let block else { return offset < 8 ? .notACapture : .damage(.preamble, offset: 0) }
    return .damage(offset < block + 20 ? .blockHead : .records, offset: UInt64(block))
  }

  @Test("A block that is missing, twice there or in another's place is noticed")
  func order() throws {
    var random = SeededGenerator(seed: 1)
    let bytes = try CaptureEncoder(random.captureRecords(6)) { _ in true }.finished()
    let blocks = Blocks(of: bytes)
    let second = UInt64(blocks.starts[1])
    #expect(
      Reading(blocks.arranged([0, 2, 3])).error
        == .sequence(found: 2, expected: 1, block: second))
    #expect(
      Reading(blocks.arranged([0, 0, 1])).error
        == .sequence(found: 0, expected: 1, block: second))
    #expect(Reading(blocks.arranged([1, 0])).error == .sequence(found: 1, expected: 0, block: 16))
    #expect(Reading(blocks.arranged(Array(blocks.starts.indices))) == Reading(bytes))
  }
}

/// Where the blocks of a sound capture are, by the lengths in their heads.
private struct Blocks {
  let bytes: [UInt8]
  private(set) var starts: [Int] = []

  init(of bytes: [UInt8]) {
    self.bytes = bytes
    var start = 16
    while start < bytes.count {
      starts.append(start)
      start += 20 + (0..<4).reduce(0) { $0 | Int(bytes[start + $1]) << (8 * $1) }
    }
  }

  func arranged(_ order: [Int]) -> [UInt8] {
    bytes.prefix(16)
      + order.flatMap { index in
        let end = index + 1 < starts.count ? starts[index + 1] : bytes.count
        return bytes[starts[index]..<end]
      }
  }
}
