import EventCapture
import ProcessConnector
import ProcessEvents
import TestSupport
import Testing

@testable import ProcessTable

@Suite("Rounds in a capture")
struct RoundTripTests {
  private func rounds(_ seed: UInt64, _ count: Int = 20) -> [ProcessRound] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { _ in random.round() }
  }

  @Test("Every field of every round comes back", arguments: Seeds.chosen, [false, true])
  func roundTrip(_ base: UInt64, flush: Bool) throws {
    for number in 0..<20 {
      let seed = base &* 1000 &+ UInt64(number)
      let rounds = rounds(seed)
      let reading = RecordedReading(try RecordedRounds.bytes(of: rounds, flush: flush))
      #expect(reading.error == nil, "seed \(seed)")
      #expect(reading.captureError == nil, "seed \(seed)")
      #expect(reading.recording == RecordedRounds.recording)
      #expect(reading.rounds == rounds, "seed \(seed)")
    }
  }

  @Test(
    "What says how names were found comes back, and nil where nothing was looked at",
    arguments: [
      nil, Recording(source: .events, details: []),
      Recording(source: .procFileSystem, details: .outOfMemory, isFiltered: true),
      Recording(source: .sideBand, details: [.arguments, .controlGroup]),
    ])
  func recording(_ recording: Recording?) throws {
    var random = SeededGenerator(seed: 1)
    let round = random.round()
    let reading = RecordedReading(
      try RecordedRounds.bytes(of: [round], recording: recording))
    #expect(reading.error == nil)
    #expect(reading.recording == recording)
  }

  @Test("Without names, the elements are there all the same", arguments: Seeds.chosen)
  func plain(seed: UInt64) throws {
    let rounds = rounds(seed)
    let reading = RecordedReading(try RecordedRounds.bytes(of: rounds, recording: nil))
    #expect(reading.rounds.flatMap(\.elements) == rounds.flatMap(\.elements))
  }

  @Test(
    "An assembler tells the same of what was recorded as it did live", arguments: Seeds.chosen,
    [NameSource.sideBand, .events])
  func assembler(_ base: UInt64, source: NameSource) throws {
    for number in 0..<5 {
      let seed = base &* 1000 &+ UInt64(number)
      var machine = MachineModel(seed: seed, idCount: 40)
      for _ in 0..<500 { machine.act() }
      let run = ModelRun(machine, source: source, seed: seed, lossEvery: 40)
      let reading = RecordedReading(try RecordedRounds.bytes(of: run.rounds))
      #expect(reading.rounds == run.rounds, "seed \(seed)")
      let live = elements(of: run.rounds, source)
      #expect(live.count > 100)
      #expect(elements(of: reading.rounds, source) == live, "seed \(seed)")
    }
  }

  private func elements(of rounds: [ProcessRound], _ source: NameSource) -> [ProcessElement] {
    var assembler = ProcessAssembler(source: source, details: .executable)
    var elements: [ProcessElement] = []
    for round in rounds { assembler.take(round) { elements.append($0) } }
    return elements
  }

  @Test("More elements than a round may have become several, which tell the same")
  func largeRound() throws {
    var round = ProcessRound(horizon: KernelInstant(nanoseconds: 1_000_000))
    for number in 0..<(RoundFormat.elementLimit + 10) {
      let event = ProcessEvent(
        time: KernelInstant(nanoseconds: UInt64(number)), cpu: 0, sequence: UInt32(number),
        payload: .exec(TaskID(leaderOf: ProcessID(Int32(number + 1)))))
      round.elements.append(.event(event))
    }
    let last = round.elements.count - 1
    round.lookups = [ProcessLookup(position: 3), ProcessLookup(position: last, isConfirmed: true)]
    let reading = RecordedReading(try RecordedRounds.bytes(of: [round]))
    #expect(reading.error == nil)
    #expect(reading.rounds.count == 3)
    #expect(reading.rounds.flatMap(\.elements) == round.elements)
    #expect(reading.rounds.last?.horizon == round.horizon)
    #expect(reading.rounds.first?.lookups == [ProcessLookup(position: 3)])
    #expect(reading.rounds.last?.lookups.first?.isConfirmed == true)
    #expect(reading.rounds.last?.lookups.first?.position == 9)
  }

  @Test("More records of the side band than can wait are a loss")
  func manyRecords() throws {
    var round = ProcessRound(horizon: KernelInstant(nanoseconds: 5))
    let record = SideBandRecord(
      time: KernelInstant(nanoseconds: 1), payload: .exit(TaskID(leaderOf: ProcessID(2))))
    round.sideBand = Array(repeating: record, count: RoundFormat.recordLimit + 1)
    let reading = RecordedReading(try RecordedRounds.bytes(of: [round]))
    #expect(reading.rounds.count == 1)
    #expect(
      reading.rounds.first?.sideBand.map(\.payload) == [.lost(UInt64(RoundFormat.recordLimit) + 1)])
  }

  @Test("What comes again costs a number")
  func size() throws {
    var round = ProcessRound(horizon: KernelInstant(nanoseconds: 9_000_000))
    for number in 0..<10_000 {
      let task = TaskID(leaderOf: ProcessID(Int32(1000 + number)))
      let time = KernelInstant(nanoseconds: UInt64(number) * 500)
      round.sideBand.append(SideBandRecord(time: time, payload: .map(task, path: "/usr/bin/true")))
    }
    let bytes = try RecordedRounds.bytes(of: [round])
    // Head, time, process and path: one byte each, two for the time.
    #expect(bytes.count < 10_000 * 6)
  }
}
