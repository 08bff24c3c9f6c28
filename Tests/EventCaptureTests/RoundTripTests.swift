import EventCapture
import ProcessEvents
import TestSupport
import Testing

@Suite("What is written is read")
struct RoundTripTests {
  @Test("Records of all kinds, in their order", arguments: Seeds.chosen)
  func records(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<100 {
      let records = random.captureRecords(random.number(in: 0...20))
      let flushes = random.number(in: 1...5)
      let encoder = try CaptureEncoder(records) { $0 % flushes == 0 }
      let reading = Reading(encoder.finished())
      #expect(reading.error == nil)
      #expect(reading.isComplete)
      #expect(reading.joined == records)
    }
  }

  @Test("More elements than a block holds", arguments: Seeds.chosen)
  func manyElements(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let elements = random.captureElements(20_000)
    var encoder = try CaptureEncoder(random.captureHeader())
    for element in elements { encoder.append(element) }
    let reading = Reading(encoder.finished())
    #expect(reading.error == nil)
    #expect(reading.elements == elements)
  }

  @Test("In pieces of any size", arguments: Seeds.chosen)
  func pieces(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let bytes = try CaptureEncoder(random.captureRecords(40)) { $0 % 7 == 0 }.finished()
    let whole = Reading(bytes)
    #expect(whole.error == nil)
    for size in [1, 2, 3, 7, 19, 20, 21, 64, 1000] {
      #expect(Reading(bytes, pieces: size) == whole, "pieces of \(size)")
    }
  }

  @Test("A record is read as soon as its block has come")
  func immediate() throws {
    var random = SeededGenerator(seed: 1)
    var encoder = try CaptureEncoder(random.captureHeader())
    var decoder = CaptureDecoder()
    decoder.append(encoder.output.span)
    encoder.removeOutput()
    guard case .header? = try decoder.next() else { throw Failure() }
    for _ in 0..<50 {
      let element = random.captureElement()
      encoder.append(element)
      #expect(encoder.output.isEmpty)
      encoder.flush()
      for byte in encoder.output {
        #expect(try decoder.next() == nil)
        decoder.append([byte])
      }
      encoder.removeOutput()
      #expect(try decoder.next() == .elements([element]))
    }
    encoder.flush()
    #expect(encoder.output.isEmpty, "an empty block is never written")
    encoder.finish()
    decoder.append(encoder.output.span)
    #expect(try decoder.next() == nil)
    try decoder.finish()
  }

  @Test(
    "An opaque record of any size, also one that fills its block or is larger than one",
    arguments: [0, 1, 65_531, 65_532, 65_533, 200_000, CaptureFormat.maximumRecordSize])
  func opaqueSizes(size: Int) throws {
    var random = SeededGenerator(seed: UInt64(size))
    let payload = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let element = random.captureElement()
    var encoder = try CaptureEncoder(random.captureHeader())
    encoder.append(element)
    try encoder.append(payload.span, kind: 200)
    encoder.append(element)
    let reading = Reading(encoder.finished())
    #expect(reading.error == nil)
    #expect(
      reading.records.dropFirst() == [
        .elements([element]), .opaque(kind: 200, payload: payload), .elements([element]),
      ])
  }

  @Test("An opaque record that no reader would take is refused, and the capture goes on")
  func tooLong() throws {
    var random = SeededGenerator(seed: 1)
    var encoder = try CaptureEncoder(random.captureHeader())
    let size = CaptureFormat.maximumRecordSize + 1
    let payload = [UInt8](repeating: 1, count: size)
    #expect(throws: RecordTooLong(size: size)) { try encoder.append(payload.span, kind: 16) }
    let element = random.captureElement()
    encoder.append(element)
    #expect(Reading(encoder.finished()).records.dropFirst() == [.elements([element])])
  }

  @Test("A header that no reader would take is refused")
  func headerTooLong() {
    var random = SeededGenerator(seed: 1)
    var header = random.captureHeader()
    header.filter = String(repeating: "x", count: CaptureFormat.maximumRecordSize)
    #expect(throws: RecordTooLong.self) { try CaptureEncoder(header) }
  }

  @Test("A shell's loop takes less than 8 bytes for each event")
  func size() throws {
    var random = SeededGenerator(seed: 1)
    var encoder = try CaptureEncoder(random.captureHeader())
    encoder.removeOutput()
    let shell = TaskID(leaderOf: ProcessID(4_000))
    var time: UInt64 = 100_000_000_000
    var count: UInt32 = 0
    for process in 5_000..<6_000 as Range<Int32> {
      let child = TaskID(leaderOf: ProcessID(process))
      let exit = ThreadExit(task: child, status: .exited(code: 1), exitSignal: 17, parent: shell)
      for payload in [
        .fork(Fork(parent: shell, child: child)), .exec(child), .exit(exit),
      ] as [ProcessEvent.Payload] {
        time += random.number(in: 100_000...900_000)
        encoder.append(
          ProcessEvent(
            time: KernelInstant(nanoseconds: time), cpu: 1, sequence: count, payload: payload))
        count += 1
      }
    }
    #expect(encoder.finished().count < 8 * Int(count))
  }

  private struct Failure: Error {}
}
