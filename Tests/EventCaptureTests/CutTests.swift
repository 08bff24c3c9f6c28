import EventCapture
import TestSupport
import Testing

@Suite("A capture that is cut off")
struct CutTests {
  @Test("At every byte: the whole blocks before it, and one error", arguments: Seeds.chosen)
  func everyByte(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let records = random.captureRecords(12)
    // Where each block ends, with the records that are read by then.
    var ends: [(end: Int, records: [CaptureRecord])] = []
    var bytes: [UInt8] = []
    var encoder = try CaptureEncoder(records.prefix(1))
    for count in records.indices {
      if count > 0 { try encoder.append(records[count]) }
      encoder.flush()
      bytes += encoder.output
      encoder.removeOutput()
      ends.append((bytes.count, Array(records[...count])))
    }
    bytes += encoder.finished()

    for length in 0..<bytes.count {
      let reading = Reading(Array(bytes.prefix(length)))
      let whole = ends.last { $0.end <= length }
      #expect(reading.records == whole?.records ?? [], "cut at \(length)")
      #expect(!reading.isComplete)
      let block = whole?.end ?? (length < 16 ? 0 : 16)
      let error: CaptureError =
        whole?.end == length
        ? .noEndMark(end: UInt64(length)) : .cut(block: UInt64(block), end: UInt64(length))
      #expect(reading.error == error, "cut at \(length)")
    }
    #expect(Reading(bytes).error == nil)
    #expect(Reading(bytes).records == records)
  }

  @Test(
    "Also where one block has many records, it is told whole or not at all", arguments: Seeds.chosen
  )
  func oneBlock(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let records = random.captureRecords(8)
    let bytes = try CaptureEncoder(records).finished()
    let header = try CaptureEncoder(records.prefix(1)).output.count
    for length in header..<bytes.count {
      #expect(Reading(Array(bytes.prefix(length))).records == Array(records.prefix(1)))
    }
  }

  @Test("An error is told again at each call, whatever is appended")
  func sticky() throws {
    var random = SeededGenerator(seed: 1)
    let bytes = try CaptureEncoder(random.captureRecords(3)).finished()
    var decoder = CaptureDecoder()
    decoder.append(bytes.dropLast())
    while try decoder.next() != nil {}
    let error = try #require(throws: CaptureError.self) { try decoder.finish() }
    decoder.append(bytes.suffix(1))
    #expect(throws: error) { try decoder.next() }
    #expect(throws: error) { try decoder.finish() }
    #expect(!decoder.isComplete)
  }

  @Test("The end mark is the end")
  func trailing() throws {
    var random = SeededGenerator(seed: 1)
    let records = random.captureRecords(3)
    let bytes = try CaptureEncoder(records).finished()
    let reading = Reading(bytes + bytes)
    #expect(reading.records == records)
    #expect(reading.error == .trailingBytes(offset: UInt64(bytes.count)))
  }
}
