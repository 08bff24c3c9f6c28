import ProcessConnector
import ProcessEvents
import TestSupport
import Testing
@testable import ProcessTable
@Test func debugIt() {
  for source in [NameSource.sideBand, .events] {
  for seed in UInt64(1000)..<1010 {
    var machine = MachineModel(seed: seed, idCount: 40)
    for _ in 0..<800 { machine.act() }
    let run = ModelRun(machine, source: source, seed: seed, lossEvery: 20)
    for result in run.results {
      guard let name = result.description?.name.knownValue, name.description != result.told.name else { continue }
      print("WRONG", source, seed, result.told.element.time.nanoseconds, result.description!.process, name, result.told.name, "person", result.told.person)
      for r in run.results where r.told.person == result.told.person { print("   ", r.told.element, r.description?.name as Any, r.told.name) }
      let p = machine.processes[result.told.person]
      print("   ", p.began, p.ended, p.names)
      for r in machine.records where r.time.nanoseconds >= p.began && r.time.nanoseconds <= p.ended { if case .comm(let t, _, _) = r.payload, t.process.rawValue == p.id { print("   rec", r) } }
      for t in run.log { if t.time.nanoseconds > p.began - 20_000_000 && t.time.nanoseconds < p.ended + 1_000_000 { print("   ", t) } }
      return
    }
  }}
}
