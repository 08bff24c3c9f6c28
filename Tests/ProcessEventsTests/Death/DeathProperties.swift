import ProcessEvents
import TestSupport
import Testing

/// What holds for every history, whatever the order in which it is told.
@Suite("Properties of deaths")
struct DeathProperties {
  static let masks: [EventMask] = [
    [.fork, .exit], .exit, .nonzeroExit, [.fork, .nonzeroExit], .all,
  ]

  /// The deaths that a listener has to tell, by the number of the process.
  static func expected(_ history: RandomHistory, observing mask: EventMask) -> [Replay.Told] {
    history.model.processes.enumerated().compactMap { index, process in
      guard let ended = process.ended, ended >= history.start, let status = process.status,
        mask.contains(.exit) || status.isAbnormal
      else { return nil }
      return Replay.Told(index: index, status: status)
    }
  }

  /// How what was told differs from what had to be; nil where it does not.
  static func disagreement(_ told: [Replay.Told], _ expected: [Replay.Told]) -> String? {
    let wrong = told.sorted().difference(from: expected)
    guard !wrong.isEmpty else { return nil }
    let extra = wrong.insertions.map { change in
      guard case .insert(_, let death, _) = change else { return "" }
      return "told \(death)"
    }
    let missing = wrong.removals.map { change in
      guard case .remove(_, let death, _) = change else { return "" }
      return "not told \(death)"
    }
    return (extra + missing).joined(separator: ", ")
  }

  @Test(
    "Each process that dies is told once, with the status that its parent gets",
    arguments: masks, Seeds.chosen)
  func exactlyOnce(mask: EventMask, seed: UInt64) {
    for round in 0..<10 {
      let history = RandomHistory(seed: seed &* 1_000 &+ UInt64(round))
      var replay = Replay(history, observing: mask, seed: seed)
      replay.run()
      let expected = DeathProperties.expected(history, observing: mask)
      #expect(expected.count > 20, "the history is too short to prove anything")
      #expect(DeathProperties.disagreement(replay.told, expected) == nil, "round \(round)")
    }
  }

  @Test(
    "After a loss no death is told twice or too early, and later processes are told as ever",
    arguments: masks, Seeds.chosen)
  func withLoss(mask: EventMask, seed: UInt64) throws {
    for round in 0..<10 {
      let history = RandomHistory(seed: seed &* 1_000 &+ UInt64(round))
      let messages = history.model.delivered
      var random = SeededGenerator(seed: seed &+ UInt64(round))
      let windows = (0..<3).map { _ in
        let first = random.number(in: 0...(messages.count / 2))
        return first...(first + random.number(in: 0...40))
      }
      var replay = Replay(history, observing: mask, seed: seed)
      replay.run { position in windows.contains { $0.contains(position) } }

      #expect(Set(replay.told.map(\.index)).count == replay.told.count, "round \(round)")
      #expect(replay.told.allSatisfy { $0.index != nil }, "round \(round)")
      let lastLoss = try #require(windows.map(\.upperBound).max())
      let isLater = { (death: Replay.Told) in
        guard let index = death.index else { return false }
        return history.model.processes[index].began > messages[lastLoss].delivery
      }
      let expected = DeathProperties.expected(history, observing: mask).filter(isLater)
      let told = replay.told.filter(isLater)
      #expect(DeathProperties.disagreement(told, expected) == nil, "round \(round)")
    }
  }
}

extension Replay.Told: Comparable {
  static func < (left: Replay.Told, right: Replay.Told) -> Bool {
    (left.index ?? -1, left.status.rawValue) < (right.index ?? -1, right.status.rawValue)
  }
}
