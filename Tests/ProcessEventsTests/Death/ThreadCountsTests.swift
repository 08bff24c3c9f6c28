import TestSupport
import Testing

@testable import ProcessEvents

@Suite("Thread counts")
struct ThreadCountsTests {
  @Test("What is set is found, changed and forgotten")
  func oneProcess() {
    var counts = ThreadCounts()
    let process = ProcessID(100)
    #expect(counts[process] == nil)
    counts[process] = 1
    #expect(counts[process] == 1)
    counts[process] = 2
    #expect(counts[process] == 2)
    #expect(counts.count == 1)
    counts[process] = nil
    #expect(counts[process] == nil)
    #expect(counts.count == 0)
    counts[process] = nil
    #expect(counts.count == 0)
  }

  @Test("The idle task's id 0 is no process that could be counted")
  func zero() {
    var counts = ThreadCounts()
    counts[ProcessID(0)] = 1
    #expect(counts[ProcessID(0)] == nil)
    #expect(counts.count == 0)
  }

  @Test("Ids that no kernel gives do no harm")
  func strangeIDs() {
    var counts = ThreadCounts()
    for id in [Int32.min, -1, .max] { counts[ProcessID(id)] = id }
    for id in [Int32.min, -1, .max] { #expect(counts[ProcessID(id)] == id) }
  }

  @Test("It holds as many processes as a machine can have, and forgets them all at once")
  func many() {
    var counts = ThreadCounts()
    for id: Int32 in 1...50_000 { counts[ProcessID(id)] = id }
    #expect(counts.count == 50_000)
    #expect((1...50_000).allSatisfy { counts[ProcessID($0)] == $0 })
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
      let id: Int32 = random.number(in: 1...900) * (random.once(in: 2) ? 1 : 4_096)
      let threads: Int32? = random.once(in: 3) ? nil : random.number(in: 1...64)
      counts[ProcessID(id)] = threads
      model[id] = threads
    }
    #expect(counts.count == model.count)
    for base: Int32 in 1...900 {
      for id in [base, base * 4_096] { #expect(counts[ProcessID(id)] == model[id]) }
    }
  }
}
