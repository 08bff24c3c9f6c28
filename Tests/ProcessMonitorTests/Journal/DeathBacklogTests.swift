import ProcessMonitor
import TestSupport
import Testing

@Suite("Deaths that wait for the journal")
struct DeathBacklogTests {
  @Test("It keeps order, takes each once, and counts what finds no room", arguments: Seeds.chosen)
  func model(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var backlog = DeathBacklog(capacity: 10)
    var model: [GuardedDeath] = []
    var refused: UInt64 = 0
    for step in 0..<500 {
      if random.once(in: 3) {
        let batch = backlog.first(random.number(in: 0...4))
        #expect(batch == Array(model.prefix(batch.count)), "seed \(seed), step \(step)")
        // What is not confirmed stays.
        if random.once(in: 2) { continue }
        backlog.remove(batch)
        model.removeFirst(batch.count)
      } else {
        let new = (0..<random.number(in: 0...5)).map { _ in
          Samples.death(random.number(in: 0...30))
        }
        var refusals = 0
        for death in new where !model.contains(death) {
          if model.count < 10 { model.append(death) } else { refusals += 1 }
        }
        refused += UInt64(refusals)
        #expect(backlog.add(new) == refusals, "seed \(seed), step \(step)")
      }
      #expect(backlog.first(.max) == model, "seed \(seed), step \(step)")
      #expect(backlog.refused == refused, "seed \(seed), step \(step)")
      #expect(backlog.isEmpty == model.isEmpty)
    }
    #expect(refused > 0)
  }
}
