import TestSupport
import Testing

@testable import pmon

@Suite("The busiest")
struct BusyTableTests {
  private func top(_ table: BusyTable<Int>, _ measure: Measure, _ count: Int, second: UInt64)
    -> [Int]
  {
    table.ranked(
      by: measure, at: Moment(nanoseconds: second * 1_000_000_000), where: { _ in true },
      tieBreak: { $0 < $1 }
    ).prefix(count).map { table.entries[$0].key }
  }

  @Test("A flood of keys that come once drives out none of the busy, nor the rare that died")
  func flood() {
    var table = BusyTable<Int>(capacity: 256)
    for second in 0..<20 as Range<UInt64> {
      for step in 0..<4000 {
        table.add(.forks, of: 1_000_000 + Int(second) * 4000 + step, name: .unknown, at: second)
        if step % 40 == 0 {
          for key in 1...8 { table.add(.forks, of: key, name: .unknown, at: second) }
        }
      }
      table.add(.abnormal, of: 99, name: .unknown, at: second)
    }
    #expect(table.entries.count == 256)
    #expect(top(table, .forks, 8, second: 19) == [1, 2, 3, 4, 5, 6, 7, 8])
    #expect(top(table, .abnormal, 1, second: 19) == [99])
    for entry in table.entries where entry.key <= 8 {
      #expect(entry.activity.total(.forks) == 2000)
    }
    #expect(table.entries.first { $0.key == 99 }?.activity.total(.abnormal) == 20)
  }

  @Test("What has been quiet for long makes room")
  func quiet() {
    var table = BusyTable<Int>(capacity: 16)
    for key in 0..<16 { for _ in 0..<100 { table.add(.execs, of: key, name: .unknown, at: 0) } }
    for key in 100..<132 { table.add(.execs, of: key, name: .unknown, at: 3600) }
    #expect(table.entries.count == 16)
    #expect(table.entries.allSatisfy { $0.key >= 100 })
  }

  @Test(
    "Counts never exceed what was added, and are exact while there is room", arguments: Seeds.chosen
  )
  func counts(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for keys in [20, 200] {
      var table = BusyTable<Int>(capacity: 32)
      var truth: [Int: UInt64] = [:]
      for step in 0..<5000 {
        let key = random.number(in: 1...keys)
        table.add(.deaths, of: key, name: .unknown, at: UInt64(step / 500))
        truth[key, default: 0] += 1
      }
      #expect(Set(table.entries.map(\.key)).count == table.entries.count)
      for entry in table.entries {
        let total = entry.activity.total(.deaths)
        #expect(keys > 32 ? total <= truth[entry.key]! : total == truth[entry.key], "seed \(seed)")
      }
    }
  }

  @Test("An id that means another process begins anew")
  func restart() {
    var table = BusyTable<Int>(capacity: 4)
    table.add(.forks, of: 1, name: ShownName(TopSamples.known("old")), at: 0)
    table.restart(1, at: 1)
    #expect(table.entries[0].name == .unknown)
    #expect(table.entries[0].activity.total(.forks) == 0)
    table.restart(2, at: 1)
    #expect(table.entries.count == 1)
  }
}
