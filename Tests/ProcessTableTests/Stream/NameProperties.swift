import ProcessConnector
import ProcessEvents
import TestSupport
import Testing

@testable import ProcessTable

/// What must be true of names for every history of a machine.
@Suite("Names, for every history")
struct NameProperties {
  private func machine(_ seed: UInt64, idCount: Int32, actions: Int = 800) -> MachineModel {
    var machine = MachineModel(seed: seed, idCount: idCount)
    for _ in 0..<actions { machine.act() }
    return machine
  }

  /// Names that are told as known and are not true.
  private func wrong(_ results: [ModelRun.Result]) -> [String] {
    results.compactMap { result in
      guard let name = result.description?.name.knownValue, name.description != result.told.name
      else { return nil }
      let process = result.description?.process.rawValue ?? 0
      return "\(result.told.kind) of \(process) at \(result.told.element.time.nanoseconds):"
        + " \(name) instead of \(result.told.name)"
    }
  }

  @Test("With the side band every name is known, and right", arguments: Seeds.chosen, 0..<10)
  func sideBand(_ base: UInt64, _ number: Int) {
    let seed = base &* 1000 &+ UInt64(number)
    let machine = machine(seed, idCount: 40)
    let run = ModelRun(machine, source: .sideBand, seed: seed)
    #expect(wrong(run.results) == [], "seed \(seed)")
    // Only a fork by a thread that may have a name of its own leaves a doubt, also about children's children.
    var doubtful: Set<Int> = []
    for process in machine.processes
    where doubtful.contains(process.parent) || machine.wasForkedByThread(process.person) {
      doubtful.insert(process.person)
    }
    for result in run.results where result.description?.name.isKnown != true {
      #expect(doubtful.contains(result.told.person), "seed \(seed): \(result)")
    }
  }

  @Test("Without it no wrong name is shown as known", arguments: Seeds.chosen, 0..<10)
  func events(_ base: UInt64, _ number: Int) {
    let seed = base &* 1000 &+ UInt64(number)
    let run = ModelRun(machine(seed, idCount: 40), source: .events, seed: seed)
    #expect(wrong(run.results) == [], "seed \(seed)")
    #expect(run.results.contains { $0.description?.name.isKnown == true })
  }

  @Test(
    "After losses no wrong name is shown as known",
    arguments: [NameSource.sideBand, .events], Seeds.chosen)
  func losses(_ source: NameSource, _ base: UInt64) {
    for number in 0..<10 { checkLosses(source, seed: base &* 1000 &+ UInt64(number)) }
  }

  private func checkLosses(_ source: NameSource, seed: UInt64) {
    let run = ModelRun(
      machine(seed, idCount: 40), source: source, seed: seed, lossEvery: 20)
    #expect(wrong(run.results) == [], "seed \(seed)")
  }

  @Test("Starts and families are right", arguments: Seeds.chosen, 0..<10)
  func families(_ base: UInt64, _ number: Int) {
    let seed = base &* 1000 &+ UInt64(number)
    let machine = machine(seed, idCount: 60)
    let run = ModelRun(machine, source: .sideBand, seed: seed)
    for result in run.results {
      guard let description = result.description else { continue }
      let process = machine.processes[result.told.person]
      if process.person != 0 {
        #expect(
          description.start == .known(KernelInstant(nanoseconds: process.began)), "seed \(seed)")
        #expect(description.forkedBy == .known(ProcessID(process.forkedBy)), "seed \(seed)")
      }
      if let path = description.executable.knownValue, case .event(let event) = result.told.element,
        case .exec = event.payload
      {
        #expect(path == "/bin/\(result.told.name)", "seed \(seed)")
      }
    }
  }

  @Test("Ancestors are followed through all forks", arguments: Seeds.chosen, 0..<10)
  func ancestors(_ base: UInt64, _ number: Int) {
    let seed = base &* 1000 &+ UInt64(number)
    let machine = machine(seed, idCount: 60)
    let run = ModelRun(machine, source: .sideBand, seed: seed)
    let now = KernelInstant(nanoseconds: machine.now)
    for index in machine.living where index != 0 {
      let process = machine.processes[index]
      var ids: Set<Int32> = []
      var next = process
      while next.person != 0 {
        ids.insert(next.forkedBy)
        next = machine.processes[next.parent]
      }
      for id in Int32(1)...60 {
        let truth = run.assembler.table.ancestor(
          of: TaskID(leaderOf: ProcessID(process.id)), at: now
        ) { $0 == ProcessID(id) }
        #expect(truth == Filter.Truth(ids.contains(id)), "seed \(seed): \(id) of \(process)")
      }
    }
  }

  @Test("A table that is too small forgets, and never lies", arguments: Seeds.chosen, 0..<10)
  func smallTables(_ base: UInt64, _ number: Int) {
    let seed = base &* 1000 &+ UInt64(number)
    let run = ModelRun(
      machine(seed, idCount: 200), source: .sideBand, seed: seed, capacity: 16)
    #expect(run.assembler.table.count <= 16)
    #expect(wrong(run.results) == [], "seed \(seed)")
  }
}

extension MachineModel.Told {
  fileprivate var kind: String {
    switch element {
    case .event(let event): "\(event.kind)"
    case .death: "death"
    case .lost: "lost"
    }
  }
}

extension MachineModel {
  /// Whether a thread other than the first of its parent made a process.
  func wasForkedByThread(_ person: Int) -> Bool {
    let process = processes[person]
    return records.contains { record in
      guard case .fork(let child, let parent) = record.payload, child.isLeader else { return false }
      return child.process.rawValue == process.id && !parent.isLeader
        && record.time.nanoseconds >= process.began && record.time.nanoseconds <= process.ended
    }
  }
}
