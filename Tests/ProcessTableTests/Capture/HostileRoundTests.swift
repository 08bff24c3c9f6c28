import EventCapture
import ProcessConnector
import ProcessEvents
import TestSupport
import Testing

@testable import ProcessTable

@Suite("Rounds that were not written as they should be")
struct HostileRoundTests {
  private func reading(_ records: [(kind: UInt8, payload: [UInt8])]) throws -> RecordedReading {
    var capture = try CaptureEncoder(RecordedRounds.header)
    for record in records { try capture.append(record.payload.span, kind: record.kind) }
    capture.finish()
    return RecordedReading(capture.output)
  }

  private let start: (kind: UInt8, payload: [UInt8]) = (16, [1, 0, 0, 0])

  @Test(
    "What is wrong is said",
    arguments: [
      ([(16, [2, 0, 0, 0])], .version(2)),
      ([(16, [1, 9, 0, 0])], .source(9)),
      ([(16, [1, 0, 0, 2])], .head(2)),
      ([(16, [1, 0, 0])], .tooShort),
      ([(16, [1, 0, 0, 0, 0])], .tooLong),
      ([(16, [1, 0, 0, 0]), (16, [1, 0, 0, 0])], .recordingMisplaced),
      ([(18, [1, 0, 2])], .recordingMisplaced),
      ([(16, [1, 0, 0, 0]), (18, [6, 0])], .head(6)),
      ([(16, [1, 0, 0, 0]), (18, [1, 0])], .tooShort),
      (
        [(16, [1, 0, 0, 0]), (18, [2, 0, 2, 0, 17] + Array(repeating: 65, count: 17))],
        .nameLength(17)
      ),
      ([(16, [1, 0, 0, 0]), (18, [2, 0, 2, 7])], .reference(7)),
      ([(16, [1, 0, 0, 0]), (18, [4, 0, 2, 1])], .reference(1)),
      ([(16, [1, 0, 0, 0]), (18, [4, 0, 2, 0, 200, 1, 65])], .tooShort),
      ([(16, [1, 0, 0, 0]), (18, [1, 0, 255, 255, 255, 255, 31])], .number),
      ([(16, [1, 0, 0, 0]), (17, Array(repeating: 255, count: 11))], .number),
      ([(16, [1, 0, 0, 0]), (19, [0, 16])], .head(16)),
      ([(16, [1, 0, 0, 0]), (19, [255, 255, 255, 1, 0])], .tooMuch),
      ([(16, [1, 0, 0, 0]), (20, [32])], .head(32)),
      ([(16, [1, 0, 0, 0]), (21, [])], .tooShort),
      ([(16, [1, 0, 0, 0]), (21, [1, 1, 1])], .tooLong),
    ] as [([(UInt8, [UInt8])], RoundError)])
  func errors(records: [(UInt8, [UInt8])], error: RoundError) throws {
    let reading = try reading(records.map { (kind: $0.0, payload: $0.1) })
    #expect(reading.error == error)
    #expect(!"\(error)".isEmpty)
  }

  @Test("Records of kinds that are not known are passed over")
  func unknownKinds() throws {
    let reading = try reading([(22, [1, 2, 3]), start, (255, []), (21, [5])])
    #expect(reading.error == nil)
    #expect(reading.rounds == [ProcessRound(horizon: KernelInstant(nanoseconds: 5))])
  }

  @Test("A loss in an unknown place is said")
  func lossPlace() throws {
    var capture = try CaptureEncoder(RecordedRounds.header)
    let instant = KernelInstant(nanoseconds: 1)
    capture.append(
      CaptureLoss(count: 1, since: instant, until: instant, place: .init(rawValue: 77)))
    capture.finish()
    #expect(RecordedReading(capture.output).error == .lossPlace(77))
  }

  @Test("A round that never ends is refused, whatever it consists of", arguments: [17, 18, 19, 20])
  func endless(kind: UInt8) throws {
    var decoder = RoundDecoder()
    _ = try decoder.take(.opaque(kind: 16, payload: [1, 0, 0, 0]))
    // Each item about as small as it can be.
    let item: [UInt8] =
      switch kind {
      case 17: [1, 0]
      case 18: [1, 0, 0]
      case 19: [0, 0]
      default: [0, 0, 0, 0, 0, 0, 0, 0, 0]
      }
    var user: UInt32 = 0
    let error = #expect(throws: RoundError.self) {
      for _ in 0..<400 {
        var payload: [UInt8] = []
        for _ in 0..<8192 {
          if kind == 17 {
            payload.put(UInt64(user))
            payload.append(0)
            user += 1
          } else {
            payload += item
          }
        }
        _ = try decoder.take(.opaque(kind: kind, payload: payload))
      }
    }
    #expect(error == .tooMuch)
  }

  @Test("Rounds whose records wait for ever are refused when they are too many")
  func waiting() throws {
    var decoder = RoundDecoder()
    _ = try decoder.take(.opaque(kind: 16, payload: [1, 0, 0, 0]))
    var payload: [UInt8] = [4]
    payload.put(difference: UInt64(1 << 60))
    payload += [0, 0]
    payload.put(text: String(repeating: "x", count: 1_000_000))
    #expect(throws: RoundError.tooMuch) {
      for _ in 0..<300 {
        _ = try decoder.take(.opaque(kind: 18, payload: payload))
        _ = try decoder.take(.opaque(kind: 21, payload: [1]))
      }
    }
  }

  @Test("Long texts in a round that never ends are refused")
  func endlessTexts() throws {
    var decoder = RoundDecoder()
    _ = try decoder.take(.opaque(kind: 16, payload: [1, 0, 0, 0]))
    var payload: [UInt8] = [4, 0, 0, 0]
    payload.put(text: String(repeating: "x", count: 1_000_000))
    #expect(throws: RoundError.tooMuch) {
      for _ in 0..<300 { _ = try decoder.take(.opaque(kind: 18, payload: payload)) }
    }
  }

  @Test(
    "Any bytes at all are refused or read, and an assembler bears what was read",
    arguments: Seeds.chosen)
  func garbage(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<2000 {
      var decoder = RoundDecoder()
      var assembler = ProcessAssembler(
        source: .sideBand, details: ProcessDetails(rawValue: 31), capacity: 64)
      do {
        _ = try decoder.take(.opaque(kind: 16, payload: [1, 0, 0, 0]))
        for _ in 0..<5 {
          let payload = (0..<random.number(in: 0...60)).map { _ in
            random.once(in: 2) ? random.number(in: 0...5) : random.bits() as UInt8
          }
          let kind: UInt8 = random.number(in: 17...21)
          if let round = try decoder.take(.opaque(kind: kind, payload: payload)) {
            assembler.take(round) { _ in }
          }
        }
      } catch {
        // What it says is the business of the other tests.
      }
    }
  }

  @Test(
    "An assembler bears rounds that no machine could have told", arguments: Seeds.chosen,
    [NameSource.sideBand, .events, .procFileSystem])
  func impossible(seed: UInt64, source: NameSource) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<20 {
      var assembler = ProcessAssembler(
        source: source, details: ProcessDetails(rawValue: 31),
        filter: try Filter(parsing: "ancestor == 3 or exec or exit or name ~ 'n*' and uid != 0"),
        capacity: 32)
      for _ in 0..<30 { assembler.take(random.round()) { _ in } }
      #expect(assembler.table.count <= 32, "seed \(seed)")
    }
  }
}
