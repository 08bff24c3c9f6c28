import ProcessEvents
import TestSupport
import Testing

@testable import ProcessTable

@Suite("Losses of the side band")
struct SideBandLossTests {
  @Test("A loss is told by the drain that follows it, after the last record before it, and once")
  func once() {
    let ring = ScriptedRing()
    var merge = SideBandMerge([ring])
    for process: Int32 in 1...100 { ring.write(RecordBytes.exit(process, at: UInt64(process))) }
    let first = merge.drained()
    // 48 bytes each: 85 fit into 4,096.
    #expect(first.count == 86)
    #expect(first.last == SideBandRecord(time: KernelInstant(nanoseconds: 85), payload: .lost(15)))
    ring.write(RecordBytes.exit(101, at: 101), at: 101)
    #expect(merge.drained().map(\.process) == [101])
    #expect(merge.counters.lost == 15)
    #expect(merge.counters.records == 86)
  }

  @Test("What was lost after the count had been read is told by the LOST record")
  func rest() {
    let ring = ScriptedRing()
    var merge = SideBandMerge([ring])
    for process: Int32 in 1...90 { ring.write(RecordBytes.exit(process, at: UInt64(process))) }
    // The drain leaves the youngest; what is lost then is in the ring's order before it.
    #expect(merge.drained(now: 80).count == 80)
    for process: Int32 in 91...200 {
      ring.write(RecordBytes.exit(process, at: UInt64(process)), at: UInt64(process))
    }
    let rest = merge.drained()
    let told = rest.reduce(0 as UInt64) {
      if case .lost(let count) = $1.payload { $0 + count } else { $0 }
    }
    #expect(UInt64(rest.count(where: { $0.process != 0 })) + told == 120)
    #expect(merge.counters.records + merge.counters.lost == 200)
  }

  @Test(
    "Whatever is written and drained, what was read and what was lost is all",
    arguments: Seeds.chosen)
  func conserved(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<8 {
      let rings = (0..<3).map { _ in ScriptedRing(size: 1 << generator.number(in: 9...13)) }
      var merge = SideBandMerge(rings)
      var time: UInt64 = 0
      var written = 0
      var read = 0
      var told: UInt64 = 0
      for round in 0..<60 {
        for _ in 0..<generator.number(in: 0...120) {
          time += 1
          let bytes =
            generator.once(in: 3)
            ? RecordBytes.comm(1, "name", at: time) : RecordBytes.exit(1, at: time)
          generator.element(of: rings).write(bytes, at: time)
          written += 1
        }
        let now =
          generator.once(in: 2) && round < 59
          ? time - generator.number(in: 0...min(time, 40)) : time
        for record in merge.drained(now: now) {
          if case .lost(let count) = record.payload { told += count } else { read += 1 }
        }
      }
      for record in merge.drained() {
        if case .lost(let count) = record.payload { told += count } else { read += 1 }
      }
      #expect(UInt64(read) + told == UInt64(written))
      #expect(merge.counters.records == UInt64(read))
      #expect(merge.counters.lost == told)
      #expect(told == rings.reduce(0) { $0 + $1.lostCount() })
    }
  }
}
