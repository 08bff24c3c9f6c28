import ProcessEvents
import TestSupport
import Testing

@Suite("Filters that no event can match")
struct ImpossibilityTests {
  @Test(
    "They are found",
    arguments: [
      "not all", "code == 300", "exit and code == 300", "exit and code > 255", "signal == 65",
      "signal == 0", "signal in (70..80)", "status > 65535", "pid == 4194305", "ppid > 5000000",
      "cpu == 9000", "exit and fork", "fork and code == 3", "code == 3 and signal == KILL",
      "core and code == 3", "pid == 3 and pid == 4",
      "pid < 3 and pid > 5", "not (pid != 3 or pid != 4)", "pid in (1, 2) and pid not in (1..3)",
      "exec and not not pid == 3 and not pid == 3", "code == 300 or signal == 100",
      "comm == \"a name of sixteen\"", "not (code < 256 or not exit or not code >= 0)",
      "uid == 3 and uid == 4",
    ])
  func found(text: String) throws {
    let filter = try Filter(parsing: text)
    #expect(filter.canNeverMatch)
    #expect(!Filter.not(filter).canNeverMatch)
  }

  @Test(
    "Others are not",
    arguments: [
      "all", "not code == 300", "code == 300 or exec", "code == 255", "signal == 64", "code == 0",
      "pid == 4194304", "pid != 3 and pid != 4", "pid == 3 or pid == 4", "not fork",
      "code == 3 or signal == KILL", "name == x and name == y", "ancestor == 9", "ppid == 0",
      "not (code == 3 and signal == KILL)",
    ])
  func others(text: String) throws {
    #expect(try !Filter(parsing: text).canNeverMatch)
  }

  @Test("No event of a kernel matches one", arguments: Seeds.chosen)
  func sound(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let outOfRange = Filter.or(
      Filter.NumberField.allCases.map {
        .number($0, .notMemberOf(Filter.NumberSet([$0.possibleNumbers])))
      })
    let events = (0..<2_000).map { _ in random.event() }
      .filter { outOfRange.evaluate($0) != .true }
    var found = 0
    for _ in 0..<2_000 {
      let filter = random.filter(depth: 3)
      guard filter.canNeverMatch else { continue }
      found += 1
      for event in events {
        #expect(filter.evaluate(event) != .true, "seed \(seed): \(filter), \(event)")
      }
    }
    #expect(found > 0 && events.count > 100, "seed \(seed)")
  }

  @Test(
    "The fields that are never so are told in their order",
    arguments: [
      ("exit and code == 300", [.code]), ("signal > 64 or not code == 300", [.signal]),
      ("not (code <= 255 or pid < 9000000)", [.code, .pid]), ("pid == 3 and pid == 4", []),
    ] as [(String, [Filter.NumberField])])
  func fields(text: String, expected: [Filter.NumberField]) throws {
    #expect(try Filter(parsing: text).fieldsOutOfRange == expected)
  }
}
