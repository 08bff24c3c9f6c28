import ProcessEvents
import TestSupport
import Testing

@testable import ProcessTable

@Suite struct GroupKillsTests {
  private func ids(_ numbers: Int32...) -> [ProcessID] { numbers.map { ProcessID($0) } }

  /// Who of those who were killed is proved.
  private func proved(
    _ killed: [ProcessID], count: UInt64, dying: [ProcessID] = [], in kills: inout GroupKills
  ) -> [ProcessID] {
    for process in killed { kills.killed(process, in: "/g") }
    var proved: [ProcessID] = []
    for process in killed {
      if kills.explains(process, in: "/g", read: { .init(count: count, dying: dying) }) {
        proved.append(process)
      }
    }
    return proved
  }

  private func watched() -> GroupKills {
    var kills = GroupKills()
    kills.setBaseline(of: "/g", count: 10)
    return kills
  }

  @Test func aRiseThatCoversAllProvesAll() {
    var kills = watched()
    #expect(proved(ids(1), count: 11, in: &kills) == ids(1))
    #expect(proved(ids(2, 3), count: 13, in: &kills) == ids(2, 3))
    #expect(proved(ids(4), count: 13, in: &kills) == [])
  }

  @Test func aRiseThatDoesNotCoverAllProvesNone() {
    var kills = watched()
    #expect(proved(ids(1, 2), count: 11, in: &kills) == [])
    #expect(proved(ids(3), count: 12, in: &kills) == ids(3))
  }

  @Test func whatIsLeftOverProvesNothing() {
    var kills = watched()
    #expect(proved(ids(1), count: 12, in: &kills) == ids(1))
    #expect(proved(ids(2), count: 12, in: &kills) == [])
  }

  @Test func whoIsDyingMayBeWhoWasCounted() {
    var kills = watched()
    // 2 was killed for want of memory and is slow to die, 1 by somebody else.
    #expect(proved(ids(1), count: 11, dying: ids(2), in: &kills) == [])
    #expect(proved(ids(2), count: 11, in: &kills) == [])
    #expect(proved(ids(3), count: 12, in: &kills) == ids(3))
  }

  @Test func aKillAtAnUnknownPlaceCountsEverywhere() {
    var kills = watched()
    kills.killed(ProcessID(9), in: nil)
    #expect(proved(ids(1), count: 11, in: &kills) == [])
  }

  @Test func withoutABaselineNothingIsProved() {
    var kills = GroupKills()
    #expect(proved(ids(1), count: 11, in: &kills) == [])
    kills = watched()
    #expect(proved(ids(1), count: 3, in: &kills) == [])  // another group of the same name
    #expect(!kills.contains("/g"))
  }

  /// Whatever is killed by whom, and whenever it is looked at: nobody is proved whom the kernel did not kill, so
  /// long as all who are dying are seen.
  @Test(arguments: Seeds.chosen) func nobodyIsProvedWrongly(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var rightly = 0
    for _ in 0..<300 {
      var kills = GroupKills()
      var count: UInt64 = random.number(in: 0...5)
      kills.setBaseline(of: "/g", count: count)
      var dying: [(process: ProcessID, byKernel: Bool)] = []
      for next in Int32(1)...20 {
        let byKernel = random.once(in: 2)
        if byKernel { count += 1 }
        dying.append((ProcessID(next), byKernel))
        guard random.once(in: 2) else { continue }
        // Some of them die now and are told in one batch, in any order.
        dying.shuffle(using: &random)
        let number = random.number(in: 1...dying.count)
        let batch = dying.prefix(number)
        dying.removeFirst(number)
        for (process, _) in batch { kills.killed(process, in: "/g") }
        for (process, byKernel) in batch {
          let isProved = kills.explains(process, in: "/g") {
            .init(count: count, dying: dying.map(\.process))
          }
          #expect(!isProved || byKernel)
          if isProved { rightly += 1 }
        }
      }
    }
    #expect(rightly > 0)
  }
}
