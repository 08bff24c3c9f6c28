import TestSupport
import Testing

@testable import ProcessEvents

@Suite("Thread counts")
struct ThreadCountsTests {
  @Test("Threads are counted from a process's beginning to its last one's end")
  func oneProcess() {
    var counts = ThreadCounts()
    let process = ProcessID(100)
    #expect(counts[process] == nil)
    counts.begin(process)
    #expect(counts[process] == 1)
    counts.addThread(to: process)
    #expect(counts[process] == 2)
    #expect(counts.count == 1)
    #expect(counts.endThread(of: process) == 1)
    #expect(counts.endThread(of: process) == 0)
    #expect(counts[process] == nil)
    #expect(counts.count == 0)
  }

  @Test("Of a process that is not known nothing is counted")
  func unknown() {
    var counts = ThreadCounts()
    counts.addThread(to: ProcessID(100))
    #expect(counts[ProcessID(100)] == nil)
    #expect(counts.endThread(of: ProcessID(100)) == nil)
    #expect(counts.count == 0)
  }

  @Test("A process that begins anew has one thread")
  func again() {
    var counts = ThreadCounts()
    counts.begin(ProcessID(100))
    counts.addThread(to: ProcessID(100))
    counts.begin(ProcessID(100))
    #expect(counts[ProcessID(100)] == 1)
    #expect(counts.count == 1)
  }

  @Test("The idle task's id 0 is no process that could be counted")
  func zero() {
    var counts = ThreadCounts()
    counts.begin(ProcessID(0))
    counts.addThread(to: ProcessID(0))
    #expect(counts.endThread(of: ProcessID(0)) == nil)
    #expect(counts[ProcessID(0)] == nil)
    #expect(counts.count == 0)
  }

  @Test("Ids that no kernel gives are counted as well", arguments: [.min, -1, 1 << 22, .max])
  func strangeIDs(id: Int32) {
    var counts = ThreadCounts()
    counts.begin(ProcessID(1))
    counts.begin(ProcessID(id))
    counts.addThread(to: ProcessID(id))
    #expect(counts[ProcessID(id)] == 2)
    #expect(counts.count == 2)
    #expect(counts.endThread(of: ProcessID(id)) == 1)
    #expect(counts.endThread(of: ProcessID(id)) == 0)
    #expect(counts.endThread(of: ProcessID(id)) == nil)
    #expect(counts.count == 1)
  }

  @Test("The highest id is a process's as any other")
  func highest() {
    var counts = ThreadCounts()
    counts.begin(ProcessID((1 << 22) - 1))
    #expect(counts[ProcessID((1 << 22) - 1)] == 1)
    #expect(counts[ProcessID((1 << 22) - 2)] == nil)
  }

  @Test("It holds as many processes as a machine can have, and forgets them all at once")
  func many() {
    var counts = ThreadCounts()
    for id: Int32 in 1...50_000 { counts.begin(ProcessID(id)) }
    for id: Int32 in 1...50_000 where id % 3 == 0 { counts.addThread(to: ProcessID(id)) }
    #expect(counts.count == 50_000)
    #expect((1...50_000).allSatisfy { counts[ProcessID($0)] == ($0 % 3 == 0 ? 2 : 1) })
    counts.removeAll()
    #expect(counts.count == 0)
    #expect(counts[ProcessID(1)] == nil)
  }

  @Test("Under random use it holds what a dictionary does", arguments: Seeds.chosen)
  func likeADictionary(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var counts = ThreadCounts()
    var model: [Int32: Int32] = [:]
    for _ in 0..<20_000 {
      // Few ids, half of them far apart, so that slots are taken and given up all the time.
      let id: Int32 = random.number(in: 1...900) * [1, 64, 4_096, 40_000][random.number(in: 0...3)]
      let process = ProcessID(id)
      switch random.number(in: 0...5) {
      case 0, 1:
        counts.begin(process)
        model[id] = 1
      case 2:
        counts.addThread(to: process)
        if let threads = model[id] { model[id] = threads + 1 }
      default:
        let left = model[id].map { $0 - 1 }
        #expect(counts.endThread(of: process) == left)
        model[id] = left == 0 ? nil : left
      }
    }
    #expect(counts.count == model.count)
    for base: Int32 in 1...900 {
      for id in [base, base * 64, base * 4_096, base * 40_000] {
        #expect(counts[ProcessID(id)] == model[id])
      }
    }
  }
}
