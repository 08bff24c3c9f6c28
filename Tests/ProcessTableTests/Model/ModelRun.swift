import ProcessConnector
import ProcessEvents
import TestSupport

@testable import ProcessTable

/// A history of the ``MachineModel`` as a reader takes it in: in rounds, with look-ups that come too late, and
/// with losses.
struct ModelRun {
  struct Result {
    var told: MachineModel.Told
    var description: ProcessDescription?
  }

  private(set) var results: [Result] = []
  private(set) var assembler: ProcessAssembler
  /// What the assembler was given.
  private(set) var rounds: [ProcessRound] = []
  private var random: SeededGenerator

  init(
    _ machine: MachineModel, source: NameSource, seed: UInt64, lossEvery: Int? = nil,
    details: ProcessDetails = [.executable], capacity: Int = 200_000
  ) {
    random = SeededGenerator(seed: seed &+ 1)
    assembler = ProcessAssembler(source: source, details: details, capacity: capacity)
    let plan = LookupPlan(source: source, details: [])
    var told = machine.told[...]
    var records = machine.records[...]
    var first = ProcessRound(horizon: KernelInstant(nanoseconds: 1))
    first.scanned = machine.scan(at: 1)
    first.completedScan = KernelInstant(nanoseconds: 1)
    rounds.append(first)
    assembler.take(first) { _ in }
    var needsScan = false
    var time = machine.told.first.map(\.element.time.nanoseconds) ?? 0
    var next: [MachineModel.Told] = []
    while !told.isEmpty || !next.isEmpty {
      let horizon = time + random.number(in: 1_000...6_000_000)
      time = horizon
      var batch = next
      next = []
      while let first = told.first, first.element.time.nanoseconds <= horizon {
        batch.append(first)
        told.removeFirst()
      }
      var round = ProcessRound(horizon: KernelInstant(nanoseconds: horizon))
      func takeRecords(through instant: UInt64, by random: inout SeededGenerator) {
        while let first = records.first, first.time.nanoseconds <= instant {
          records.removeFirst()
          if let lossEvery, random.once(in: lossEvery * 4) {
            round.sideBand.append(SideBandRecord(time: first.time, payload: .lost(1)))
            needsScan = true
          } else {
            round.sideBand.append(first)
          }
        }
      }
      if source == .sideBand {
        takeRecords(through: horizon + random.number(in: 0...50_000), by: &random)
      }
      if let lossEvery, source == .events, random.once(in: lossEvery), batch.count > 2 {
        batch = lose(from: batch)
        needsScan = true
      }
      round.elements = batch.map(\.element)

      let requests = plan.requests(for: round.elements)
      var readAt = horizon
      let answers = requests.map { request in
        readAt += random.number(in: 2_000...30_000)
        return machine.facts(of: request.process.rawValue, at: readAt)
      }
      if !requests.isEmpty {
        time = readAt + 3_000
        while let first = told.first, first.element.time.nanoseconds <= time {
          next.append(first)
          told.removeFirst()
        }
        var changes = ProcessChanges()
        changes.take(round, next.map(\.element))
        for (request, facts) in zip(requests, answers) {
          let isConfirmed = facts.map {
            plan.confirms($0, for: request, lastChange: changes[request.process])
          }
          round.lookups.append(
            ProcessLookup(
              position: request.position, facts: facts, isConfirmed: isConfirmed ?? false))
        }
      }
      if needsScan, random.once(in: 3) {
        round.scanned = machine.scan(at: time)
        round.completedScan = KernelInstant(nanoseconds: time)
        needsScan = false
      }
      var descriptions: [ProcessElement] = []
      rounds.append(round)
      assembler.take(round) { descriptions.append($0) }
      for (told, element) in zip(batch, descriptions) {
        results.append(Result(told: told, description: element.process))
      }
    }
  }

  private mutating func lose(from batch: [MachineModel.Told]) -> [MachineModel.Told] {
    let first = random.number(in: 1...(batch.count - 2))
    let last = random.number(in: first...(batch.count - 1))
    let loss = Loss(
      count: UInt64(last - first + 1), since: batch[first - 1].element.time,
      until: batch[last].element.time, place: .socketBuffer)
    var kept = Array(batch[..<first])
    kept.append(MachineModel.Told(element: .lost(loss), name: "", person: -1))
    return kept + batch[(last + 1)...]
  }
}
