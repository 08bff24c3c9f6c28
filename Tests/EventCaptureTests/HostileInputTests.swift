import EventCapture
import ProcessEvents
import TestSupport
import Testing

@Suite("Bytes that no recorder would write")
struct HostileInputTests {
  @Test("Random ones are no capture", arguments: Seeds.chosen)
  func random(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<1000 {
      let reading = Reading(random.bytes(1...200))
      #expect(reading.records.isEmpty)
      #expect(reading.error == .notACapture || reading.error == .cut(block: 0, end: 1))
    }
    #expect(Reading([]).error == .cut(block: 0, end: 0))
  }

  @Test("Random records in a sound block do no harm", arguments: Seeds.chosen)
  func randomRecords(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let start = try CaptureEncoder(random.captureHeader()).output
    for _ in 0..<2000 {
      var bytes = start
      var payload = random.bytes(1...200)
      // One record as long as the block, so that what is in it comes into play.
      let length = payload.count
      payload = [random.number(in: 0...20), UInt8(length), 0, 0] + payload
      bytes.appendBlock(payload, sequence: 1)
      let end = UInt64(bytes.count)
      let error = Reading(bytes).error
      #expect(
        error == .noEndMark(end: end) || error?.isMalformation(of: UInt64(start.count)) == true,
        "\(payload)")
    }
  }

  @Test("Another version is named together with the one that is read", arguments: [0, 2, .max])
  func versions(version: UInt16) {
    var bytes: [UInt8] = []
    bytes.appendPreamble(version: version)
    let error = Reading(bytes + [1, 2, 3]).error
    #expect(error == .version(found: version))
    #expect(
      error?.description
        == "this capture has format version \(version), and this program reads version 1;"
        + " read it with the version of the program that recorded it")
  }

  @Test("A compression that is not known is named")
  func compression() throws {
    var bytes = try CaptureEncoder(GoldenCapture.header).output
    let start = bytes.count
    bytes.appendBlock([16, 0, 0, 0], sequence: 1, compression: 2)
    #expect(Reading(bytes).error == .compression(2, block: UInt64(start)))
  }

  @Test("A block's length is not believed", arguments: [0, 1 << 20 + 1, .max])
  func blockLength(length: UInt32) throws {
    var bytes = try CaptureEncoder(GoldenCapture.header).output
    let start = bytes.count
    bytes.appendBlock([16, 0, 0, 0], sequence: 1, length: length)
    #expect(Reading(bytes).error == .malformed(.blockLength(length), block: UInt64(start)))
  }

  struct Bad: Sendable, CustomTestStringConvertible {
    let records: [UInt8]
    let malformation: CaptureError.Malformation

    init(_ malformation: CaptureError.Malformation, _ records: [UInt8]) {
      self.malformation = malformation
      self.records = records
    }

    /// A record, with its right length.
    init(
      _ malformation: CaptureError.Malformation, kind: UInt8, _ payload: [UInt8]
    ) {
      let length = payload.count
      self.init(
        malformation,
        [kind, UInt8(length & 0xFF), UInt8(length >> 8 & 0xFF), UInt8(length >> 16)] + payload)
    }

    var testDescription: String { "\(malformation): \(records.prefix(20))" }
  }

  static let large = [UInt8](repeating: 0xFF, count: 9)

  static let bad = [
    Bad(.tooShort, [16]),
    Bad(.tooShort, [16, 0, 0]),
    Bad(.recordLength(1), [16, 1, 0, 0]),
    Bad(.recordLength(0xFF_FFFF), [16, 0xFF, 0xFF, 0xFF]),
    Bad(.recordLength(65_537), kind: 3, .init(repeating: 0, count: 65_537)),
    Bad(.secondHeader, kind: 1, []),
    Bad(.recordLength(1), kind: 4, [0]),
    Bad(.tooLong, [4, 0, 0, 0, 16, 0, 0, 0]),
    // A clock: half of it, more than it, a number of more than 64 bits, one of eleven bytes.
    Bad(.tooShort, kind: 2, [1]),
    Bad(.tooLong, kind: 2, [1, 1, 1]),
    Bad(.number, kind: 2, large + [2, 1]),
    Bad(.number, kind: 2, large + [0xFF, 1, 1]),
    // Elements: a kind that there is not, one that ends early, numbers that do not fit.
    Bad(.elementKind(12), kind: 3, [12, 0, 0, 0]),
    Bad(.elementKind(15), kind: 3, [0xFF, 0, 0, 0, 0, 0, 0]),
    Bad(.tooShort, kind: 3, [1, 0]),
    Bad(.tooShort, kind: 3, [1, 0, 0x80]),
    Bad(.number, kind: 3, [1] + large + [2, 0]),
    Bad(.number, kind: 3, [0x11, 0, 0x80, 0x80, 0x80, 0x80, 0x10, 0]),
    Bad(.byteCount(17), kind: 3, [6, 0, 0, 17] + [UInt8](repeating: 1, count: 17)),
    Bad(.byteCount(25), kind: 3, [9, 0, 0, 25] + [UInt8](repeating: 1, count: 25)),
    Bad(.tooShort, kind: 3, [9, 0, 0, 24] + [UInt8](repeating: 1, count: 23)),
  ]

  @Test("What is not right is told, and where", arguments: bad)
  func malformed(bad: Bad) throws {
    var bytes = try CaptureEncoder(GoldenCapture.header).output
    let start = bytes.count
    bytes.appendBlock(bad.records, sequence: 1)
    // What comes after the block is none of its business.
    bytes.appendBlock([UInt8](repeating: 16, count: 100), sequence: 2)
    let reading = Reading(bytes)
    #expect(reading.error == .malformed(bad.malformation, block: UInt64(start)))
    #expect(reading.records == [.header(GoldenCapture.header)])
  }

  @Test("Nothing is told after it, not even what is right again")
  func malformedIsLast() throws {
    var bytes = try CaptureEncoder(GoldenCapture.header).output
    let start = bytes.count
    bytes.appendBlock([2, 0, 0, 0] + [16, 0, 0, 0], sequence: 1)
    bytes.appendBlock([4, 0, 0, 0], sequence: 2)
    var decoder = CaptureDecoder()
    decoder.append(bytes[...])
    #expect(try decoder.next() == .header(GoldenCapture.header))
    let error = CaptureError.malformed(.tooShort, block: UInt64(start))
    for _ in 0..<3 { #expect(throws: error) { try decoder.next() } }
    #expect(throws: error) { try decoder.finish() }
    #expect(!decoder.isComplete)
  }

  static let required: [UInt8] = [4, 1, 0, 5, 1, 0, 7, 1, 0, 8, 1, 0]

  static let badHeaders = [
    Bad(.headerMissing, kind: 16, []),
    Bad(.headerMissing, kind: 4, []),
    Bad(.factMissing, kind: 1, []),
    Bad(.factMissing, kind: 1, Array(required.dropLast(3))),
    Bad(.factMissing, kind: 1, Array(required.dropFirst(3))),
    Bad(.subject(2), kind: 1, required + [7, 1, 2]),
    Bad(.tooShort, kind: 1, required + [1]),
    Bad(.tooShort, kind: 1, required + [1, 2, 0x41]),
    Bad(.tooShort, kind: 1, required + [1] + large + [1]),
    Bad(.tooLong, kind: 1, required + [8, 2, 0, 0]),
    Bad(.number, kind: 1, required + [5, 5, 0x80, 0x80, 0x80, 0x80, 0x10]),
  ]

  @Test("So it is in a header", arguments: badHeaders)
  func malformedHeader(bad: Bad) {
    var bytes: [UInt8] = []
    bytes.appendPreamble()
    bytes.appendBlock(bad.records, sequence: 0)
    let reading = Reading(bytes)
    #expect(reading.error == .malformed(bad.malformation, block: 16))
    #expect(reading.records.isEmpty)
  }

  @Test("What a later version adds is passed over: kinds of records, facts of the header")
  func additions() {
    var bytes: [UInt8] = []
    bytes.appendPreamble()
    let facts = HostileInputTests.required + [9, 3, 1, 2, 3, 0xFF, 0xFF, 0x01, 0]
    bytes.appendBlock([1, UInt8(facts.count), 0, 0] + facts, sequence: 0)
    bytes.appendBlock(
      [0, 1, 0, 0, 9] + [5, 2, 0, 0, 9, 9] + [15, 0, 0, 0] + [16, 1, 0, 0, 7], sequence: 1)
    bytes.appendBlock([4, 0, 0, 0], sequence: 2)
    let reading = Reading(bytes)
    #expect(reading.error == nil)
    #expect(
      reading.records == [
        .header(
          CaptureHeader(
            toolVersion: "", kernelRelease: "", bootID: "", realTimeOffset: 0, events: [],
            subject: .processes, start: .init(nanoseconds: 0))),
        .opaque(kind: 16, payload: [7]),
      ])
  }
}

extension CaptureError {
  fileprivate func isMalformation(of offset: UInt64) -> Bool {
    guard case .malformed(_, let block) = self else { return false }
    return block == offset
  }
}
