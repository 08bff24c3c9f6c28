import CLinux
import ProcessEvents
import TestSupport
import Testing

@testable import KernelInterface
@testable import ProcessTable

@Suite("Records of the side band")
struct DecodingTests {
  @Test("A record of a real kernel says what happened", arguments: GoldenRecord.all)
  func golden(record: GoldenRecord) throws {
    let decoded = try #require(decode(record.bytes))
    #expect(
      decoded
        == SideBandRecord(
          time: KernelInstant(nanoseconds: record.time), payload: record.payload))
  }

  @Test("Cut off anywhere, a record is malformed", arguments: GoldenRecord.all)
  func truncated(record: GoldenRecord) {
    for length in 0..<record.bytes.count {
      var bytes = Array(record.bytes.prefix(length))
      #expect(isMalformed(bytes))
      // Its own word about its length helps only where a path or a name is just shorter.
      guard length >= 8 else { continue }
      bytes.replaceSubrange(6..<8, with: [UInt8(length), 0])
      if isText(record) {
        _ = decode(bytes)
      } else {
        #expect(isMalformed(bytes), "\(length) bytes")
      }
    }
  }

  @Test("With anything behind its end, a record is malformed", arguments: GoldenRecord.all)
  func extended(record: GoldenRecord) {
    for more in 1...64 {
      var bytes = record.bytes + [UInt8](repeating: 0, count: more)
      #expect(isMalformed(bytes))
      bytes.replaceSubrange(6..<8, with: [UInt8(bytes.count), 0])
      if !isText(record) { #expect(isMalformed(bytes), "\(bytes.count) bytes") }
    }
  }

  @Test("A name is of 8 or 16 bytes, a path of 1 to 4,096")
  func textLengths() {
    for length in 0...64 {
      let body = [UInt8](repeating: 1, count: 8 + length)
      let bytes = RecordBytes.record(SideBandKind.name, body, 1, at: 1)
      #expect(isMalformed(bytes) == (length != 8 && length != 16), "\(length) bytes")
    }
    for length in [0, 1, 4096, 4097, 4104, 60_000] {
      let body = [UInt8](repeating: 1, count: 64 + length)
      let bytes = RecordBytes.record(SideBandKind.mapping2, body, 1, at: 1)
      #expect(isMalformed(bytes) == (length == 0 || length > 4096), "\(length) bytes")
    }
  }

  @Test("A name without a zero has all sixteen bytes")
  func unendedName() {
    let body = [1, 0, 0, 0, 1, 0, 0, 0] + [UInt8](repeating: 0x78, count: 16)
    let record = decode(RecordBytes.record(SideBandKind.name, body, 1, at: 1))
    guard case .comm(_, let name, _)? = record?.payload else {
      Issue.record("no name")
      return
    }
    #expect(name.count == 16)
  }

  @Test("Tasks outside of the namespace, data and other kinds are skipped")
  func skipped() {
    for process: Int32 in [0, -1] {
      #expect(isSkipped(RecordBytes.fork(process, by: 1, at: 1)))
      #expect(isSkipped(RecordBytes.exit(process, at: 1)))
      #expect(isSkipped(RecordBytes.comm(process, "a", at: 1)))
      #expect(isSkipped(RecordBytes.map(process, "/a", at: 1)))
    }
    #expect(!isSkipped(RecordBytes.fork(2, by: 0, at: 1)))
    let body = [UInt8](repeating: 1, count: 80)
    #expect(isSkipped(RecordBytes.record(SideBandKind.mapping2, flags: 1 << 13, body, 1, at: 1)))
    // THROTTLE, UNTHROTTLE, READ, SAMPLE, LOST_SAMPLES, NAMESPACES, and some that there may be one day.
    for kind: UInt32 in [0, 5, 6, 8, 9, 11, 12, 13, 14, 16, 21, 22, 99, .max] {
      #expect(isSkipped(RecordBytes.record(kind, [], 1, at: 1)))
    }
  }

  @Test("Whatever the bytes are, decoding ends with one of three results", arguments: Seeds.chosen)
  func anything(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<20_000 {
      var bytes = generator.element(of: GoldenRecord.all).bytes
      for _ in 0..<generator.number(in: 1...4) {
        bytes[generator.number(in: 0...bytes.count - 1)] = generator.bits()
      }
      if generator.once(in: 3) { bytes.removeLast(generator.number(in: 1...bytes.count)) }
      if generator.once(in: 2), bytes.count >= 8 {
        bytes.replaceSubrange(6..<8, with: [UInt8(bytes.count), 0])
      }
      _ = decode(bytes)
    }
  }

  private func isText(_ record: GoldenRecord) -> Bool {
    switch record.payload {
    case .comm, .map: true
    default: false
    }
  }
}

private func result(_ bytes: [UInt8]) -> DecodingResult {
  unsafe DecodedRecord.decode(bytes.span.bytes)
}

private func isMalformed(_ bytes: [UInt8]) -> Bool {
  if case .malformed = result(bytes) { true } else { false }
}

private func isSkipped(_ bytes: [UInt8]) -> Bool {
  if case .skipped = result(bytes) { true } else { false }
}

/// The record with its path.
private func decode(_ bytes: [UInt8]) -> SideBandRecord? {
  guard case .record(let record) = result(bytes) else { return nil }
  let payload: SideBandRecord.Payload =
    switch record.payload {
    case .fork(let child, let parent): .fork(child: child, parent: parent)
    case .exit(let task): .exit(task)
    case .comm(let task, let name, let isExec): .comm(task, name, isExec: isExec)
    case .lost(let count): .lost(count)
    case .map(let task, let offset, let limit):
      .map(
        task,
        path: String(
          decoding: bytes[Int(offset)..<Int(offset) + Int(limit)].prefix { $0 != 0 }, as: UTF8.self)
      )
    }
  return SideBandRecord(time: KernelInstant(nanoseconds: record.time), payload: payload)
}
