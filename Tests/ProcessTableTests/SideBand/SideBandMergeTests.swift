import ProcessEvents
import TestSupport
import Testing

@testable import ProcessTable

@Suite("One sequence of all rings")
struct SideBandMergeTests {
  @Test(
    "Records of all CPUs come in the order of their times, equal ones as they were",
    arguments: Seeds.chosen)
  func sorted(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let rings = (0..<4).map { _ in ScriptedRing(size: 1 << 14, position: generator.bits() & ~7) }
    var merge = SideBandMerge(rings, from: rings.map(\.tail))
    var time: UInt64 = 1
    for _ in 0..<50 {
      var written: [Int32] = []
      for process in 1...Int32(generator.number(in: 1...100)) {
        time += generator.number(in: 1...2)
        generator.element(of: rings).write(RecordBytes.exit(process, at: time))
        written.append(process)
      }
      let read = merge.drained()
      #expect(read.map(\.process) == written)
      #expect(zip(read, read.dropFirst()).allSatisfy { $0.time < $1.time })
    }
    #expect(rings.allSatisfy { $0.tail == $0.head })
    #expect(merge.counters.lost == 0)
  }

  @Test("Equal times keep the order in which one CPU wrote them")
  func stable() {
    let ring = ScriptedRing()
    let other = ScriptedRing()
    var merge = SideBandMerge([ring, other])
    for process: Int32 in 1...20 { ring.write(RecordBytes.exit(process, at: 5)) }
    other.write(RecordBytes.exit(99, at: 4))
    #expect(merge.drained().map(\.process) == [99] + Array(1...20))
  }

  @Test("What is younger than the drain waits for the next one")
  func horizon() {
    let rings = [ScriptedRing(), ScriptedRing()]
    var merge = SideBandMerge(rings)
    rings[0].write(RecordBytes.exit(1, at: 10))
    rings[1].write(RecordBytes.exit(2, at: 11))
    rings[1].write(RecordBytes.exit(3, at: 12))
    #expect(merge.drained(now: 11).map(\.process) == [1, 2])
    #expect(rings[1].head - rings[1].tail == 48)
    #expect(merge.drained(now: 11).isEmpty)
    #expect(merge.drained(now: 12).map(\.process) == [3])
    #expect(merge.counters.records == 3)
  }

  @Test("Records of wrong length are counted, and the next ones read")
  func malformed() {
    let ring = ScriptedRing()
    var merge = SideBandMerge([ring])
    ring.write(RecordBytes.record(SideBandKind.exit, [1, 0, 0, 0, 1, 0, 0, 0], 1, at: 1))
    ring.write(RecordBytes.record(99, [], 1, at: 1))
    ring.write(RecordBytes.exit(2, at: 2))
    #expect(merge.drained().map(\.process) == [2])
    #expect(merge.counters.malformed == 1)
    #expect(merge.counters.records == 3)
  }

  @Test("Of the mappings after an exec only the program is told, from whichever CPU")
  func program() {
    let rings = [ScriptedRing(size: 1 << 14), ScriptedRing(size: 1 << 14)]
    var merge = SideBandMerge(rings)
    rings[1].write(RecordBytes.map(7, "/usr/lib/plugin.so", at: 1))
    rings[1].write(RecordBytes.comm(7, "true", at: 2))
    // It has moved to the other CPU, whose ring is read first.
    rings[0].write(RecordBytes.map(7, "[stack]", at: 3))
    rings[0].write(RecordBytes.map(7, "//anon", at: 4))
    rings[0].write(RecordBytes.map(7, "/usr/bin/true", at: 5))
    rings[0].write(RecordBytes.map(7, "/usr/lib/ld.so", at: 6))
    rings[0].write(RecordBytes.comm(7, "renamed", isExec: false, at: 7))
    rings[0].write(RecordBytes.map(7, "/usr/lib/libc.so", at: 8))
    #expect(
      merge.drained().map(\.payload) == [
        .comm(TaskID(leaderOf: ProcessID(7)), CommandName("true"), isExec: true),
        .map(TaskID(leaderOf: ProcessID(7)), path: "/usr/bin/true"),
        .comm(TaskID(leaderOf: ProcessID(7)), CommandName("renamed"), isExec: false),
      ])
  }

  @Test(
    "A program whose path is too long is not mistaken for its loader",
    arguments: ["//toolong", "//enomem"])
  func unnamedProgram(path: String) {
    let ring = ScriptedRing()
    var merge = SideBandMerge([ring])
    ring.write(RecordBytes.comm(7, "true", at: 1))
    ring.write(RecordBytes.map(7, path, at: 2))
    ring.write(RecordBytes.map(7, "/usr/lib/ld.so", at: 3))
    #expect(merge.drained().count == 1)
  }

  @Test("An exec and its mapping may come in two drains; an exit between them ends the waiting")
  func acrossDrains() {
    let ring = ScriptedRing()
    var merge = SideBandMerge([ring])
    for process: Int32 in [7, 8] { ring.write(RecordBytes.comm(process, "true", at: 1)) }
    #expect(merge.drained().count == 2)
    ring.write(RecordBytes.exit(8, at: 2))
    for process: Int32 in [7, 8] { ring.write(RecordBytes.map(process, "/bin/true", at: 3)) }
    #expect(merge.drained().map(\.process) == [8, 7])
  }

  @Test(
    "A path over the memory's end is whole; one that is no text is repaired",
    arguments: (0..<64).map { UInt64($0) * 8 })
  func wrappedPath(position: UInt64) {
    let ring = ScriptedRing(size: 512, position: position)
    var merge = SideBandMerge([ring], from: [position])
    ring.write(RecordBytes.comm(7, "x", at: 1))
    ring.write(RecordBytes.map(7, Array("/opt/".utf8) + [0xFF] + Array("/program".utf8), at: 2))
    #expect(
      merge.drained().last?.payload
        == .map(TaskID(leaderOf: ProcessID(7)), path: "/opt/\u{FFFD}/program"))
  }
}

extension SideBandRecord {
  /// The process that it is about.
  var process: Int32 {
    switch payload {
    case .fork(let task, _), .exit(let task), .comm(let task, _, _), .map(let task, _):
      task.process.rawValue
    case .lost: 0
    }
  }
}
