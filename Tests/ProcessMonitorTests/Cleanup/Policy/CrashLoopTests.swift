import ProcessEvents
import ProcessMonitor
import TestSupport
import Testing

@Suite("Crash loops")
struct CrashLoopTests {
  private static let second: UInt64 = 1_000_000_000

  private static func death(_ number: Int, name: String = "worker") -> GuardedDeath {
    var death = GuardedDeath.sample(pid: Int32(100 + number), ticks: UInt64(number))
    death.name = name
    death.time = UInt64(number)
    return death
  }

  @Test("What follows within the window is one clean-up, with all ids")
  func folding() {
    var folder = CrashLoopFolder()
    let rule = CrashLoopFolder.Rule(threshold: 2, window: 10_000)
    let taken = (0..<10).map { folder.take(Self.death($0), rule, at: UInt64($0) * Self.second / 2) }
    #expect(taken == [true, true] + Array(repeating: false, count: 8))
    #expect(folder.nextRelease == 10 * Self.second)
    let early = folder.release(at: 10 * Self.second - 1)
    #expect(early.isEmpty)
    let folds = folder.release(at: 10 * Self.second)
    #expect(folds.count == 1)
    #expect(folds.first?.death.id == Self.death(9).id)
    #expect(folds.first?.ids == (2..<10).map { Self.death($0).id })
    #expect(folder.nextRelease == nil)
    // It goes on: what the next window brings is held from its beginning.
    let isAlone = folder.take(Self.death(10), rule, at: 11 * Self.second)
    let second = folder.release(at: 20 * Self.second)
    #expect(!isAlone && second.map(\.count) == [1])
    // A window without a death ends the loop.
    let third = folder.release(at: 30 * Self.second)
    let isNew = folder.take(Self.death(11), rule, at: 31 * Self.second)
    #expect(third.isEmpty && isNew)
  }

  @Test("Another name, cause or guard is another loop, and a death found twice is one")
  func keys() {
    var folder = CrashLoopFolder()
    let rule = CrashLoopFolder.Rule(window: 1_000)
    var others = [Self.death(1), Self.death(2, name: "other"), Self.death(3), Self.death(4)]
    others[2].status = .exited(code: 1)
    others[3].guardName = "another"
    for other in others {
      let isAlone = folder.take(other, rule, at: 5)
      #expect(isAlone)
    }
    let again = Self.death(9)
    for time in [6, 7] as [UInt64] {
      let isAlone = folder.take(again, rule, at: time)
      #expect(!isAlone)
    }
    let rest = folder.releaseAll()
    #expect(rest.map(\.count) == [1])
  }

  @Test("Each death is cleaned up exactly once, by itself or with others", arguments: Seeds.chosen)
  func random(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var folder = CrashLoopFolder(limit: 50)
    let rule = CrashLoopFolder.Rule(threshold: 2, window: 100)
    var now: UInt64 = 0
    var settled: [DeathID] = []
    for number in 0..<3_000 {
      now += random.number(in: 0...20_000_000)
      let death = Self.death(number, name: random.element(of: ["a", "b", "c"]))
      if folder.take(death, rule, at: now) { settled.append(death.id) }
      if random.once(in: 4) { settled += folder.release(at: now).flatMap(\.ids) }
    }
    settled += folder.releaseAll().flatMap(\.ids)
    #expect(settled.count == 3_000, "seed \(seed)")
    #expect(Set(settled).count == 3_000, "seed \(seed)")
  }
}
