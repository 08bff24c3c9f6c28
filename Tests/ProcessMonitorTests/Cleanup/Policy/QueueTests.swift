import TestSupport
import Testing

@testable import ProcessMonitor

@Suite("The order of clean-ups")
struct CleanupQueueTests {
  @Test("Who comes first goes first, unless its guard has no place", arguments: Seeds.chosen)
  func random(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let names = ["a", "b", "c"]
    let limits = CleanupLimits(
      total: random.number(in: 1...4),
      guards: ["a": .init(concurrent: 5, isOrdered: true), "b": .init(concurrent: 2)],
      others: .init(concurrent: 3))
    var queue = CleanupQueue(limits)
    // The same by a list that is searched from its beginning.
    var waiting: [(ticket: UInt64, name: String)] = []
    var running: [String] = []
    for _ in 0..<2_000 {
      switch random.number(in: 0...3) {
      case 0, 1:
        let name = random.element(of: names)
        waiting.append((queue.enter(name), name))
      case 2 where !running.isEmpty:
        let name = running.remove(at: random.number(in: 0...(running.count - 1)))
        queue.leave(name)
      case 3 where !waiting.isEmpty:
        let gone = waiting.remove(at: random.number(in: 0...(waiting.count - 1)))
        queue.cancel(gone.ticket, gone.name)
      default: break
      }
      let expected = waiting.firstIndex { entry in
        running.count < limits.total
          && running.count { $0 == entry.name } < limits.places(of: entry.name)
      }
      if let expected {
        let entry = waiting.remove(at: expected)
        let next = queue.next()
        #expect(next == entry.ticket, "seed \(seed)")
        running.append(entry.name)
      } else {
        let next = queue.next()
        #expect(next == nil, "seed \(seed)")
      }
    }
  }
}
