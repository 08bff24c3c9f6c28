import EventCapture
import TestSupport
import Testing

@testable import ProcessTable

@Suite("Rounds of a capture that is cut off")
struct RoundCutTests {
  @Test(
    "At every byte: a prefix of what was told, and all that is in the whole blocks",
    arguments: Seeds.chosen)
  func everyByte(seed: UInt64) throws {
    var machine = MachineModel(seed: seed, idCount: 40)
    for _ in 0..<60 { machine.act() }
    let run = ModelRun(machine, source: .sideBand, seed: seed)
    let bytes = try RecordedRounds.bytes(of: run.rounds, flush: true)
    let whole = told(RecordedReading(bytes))
    #expect(whole.count >= 20)
    var last = 0
    for length in 0..<bytes.count {
      let reading = RecordedReading(bytes.prefix(length))
      #expect(reading.error == nil, "cut at \(length)")
      #expect(reading.captureError != nil, "cut at \(length)")
      let elements = told(reading)
      #expect(elements == Array(whole.prefix(elements.count)), "cut at \(length)")
      #expect(elements.count >= last)
      last = elements.count
    }
    // Only the mark of the end is missing in the last ones.
    #expect(last == whole.count)
  }

  @Test("Within a round, what has come of its elements is told as it would have been")
  func withinARound() throws {
    var machine = MachineModel(seed: 5, idCount: 2000)
    for _ in 0..<20_000 { machine.act() }
    let run = ModelRun(machine, source: .sideBand, seed: 5)
    var all = run.rounds[0]
    for round in run.rounds.dropFirst() {
      all.elements += round.elements
      all.sideBand += round.sideBand
      all.horizon = round.horizon
    }
    // One round that takes several blocks.
    let bytes = try RecordedRounds.bytes(of: [all])
    let whole = told(RecordedReading(bytes))
    var counts: Set<Int> = []
    for length in stride(from: 0, to: bytes.count, by: 10_007) {
      let elements = told(RecordedReading(bytes.prefix(length)))
      #expect(elements == Array(whole.prefix(elements.count)), "cut at \(length)")
      counts.insert(elements.count)
    }
    #expect(counts.count > 2, "\(counts)")
  }

  private func told(_ reading: RecordedReading) -> [ProcessElement] {
    var assembler = ProcessAssembler(source: .sideBand, details: .executable)
    var elements: [ProcessElement] = []
    for round in reading.rounds { assembler.take(round) { elements.append($0) } }
    return elements
  }
}
