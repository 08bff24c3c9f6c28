import ProcessEvents
import TestSupport
import Testing

@Suite struct CompiledFilterTests {
  /// Compiled and specialized filters say what the tree says.
  @Test(arguments: Seeds.chosen)
  func agreesWithTheTree(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<500 {
      let filter = random.filter(depth: 4)
      let compiled = CompiledFilter(filter)
      let processes = random.processes()
      for _ in 0..<20 {
        let event = random.event()
        let expected = filter.evaluate(event)
        let expectedWithTable = filter.evaluate(event, fields: processes)
        let specialized = filter.specialized(for: event.shape)
        #expect(compiled.evaluate(event) == expected, "\(filter) on \(event)")
        #expect(
          compiled.evaluate(event, fields: processes) == expectedWithTable,
          "\(filter) on \(event) with \(processes)")
        #expect(
          specialized.evaluate(event, fields: processes) == expectedWithTable,
          "\(filter), specialized to \(specialized), on \(event)")
        // What the table adds is never a change of mind.
        #expect(expected == .undecided || expected == expectedWithTable, "\(filter) on \(event)")
      }
    }
  }

  /// The mask admits every event that the filter matches, but for kinds that have no bit.
  @Test(arguments: Seeds.chosen)
  func kindsAdmitWhatMatches(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<500 {
      let filter = random.filter(depth: 3)
      let kinds = filter.kinds
      let processes = random.processes()
      for _ in 0..<20 {
        let event = random.event()
        guard event.shape != .unknown else { continue }
        let truth = filter.evaluate(event, fields: processes)
        #expect(truth == .false || kinds.admits(event), "\(filter) on \(event)")
      }
    }
  }

  @Test func bigListsAreFound() throws {
    let processes = stride(from: UInt32(2), to: 200_000, by: 2)
    let list = processes.map(String.init).joined(separator: ",")
    let compiled = CompiledFilter(try Filter(parsing: "pid in (\(list))"))
    for process in [Int32(0), 1, 2, 3, 19_999, 20_000, 199_998, 199_999, 200_000, .max] {
      let event = Events.event(.exec(Events.task(process)))
      let isListed = process >= 2 && process < 200_000 && process % 2 == 0
      #expect(compiled.evaluate(event) == Filter.Truth(isListed), "\(process)")
    }
  }

  /// A table is asked no more than needed, and the cheap questions come first.
  @Test func tableIsAskedLast() throws {
    struct NeverAsked: FilterFields {
      func text(
        _ field: Filter.TextField, of task: TaskID, at time: KernelInstant,
        _ test: (Span<UInt8>) -> Bool
      ) -> Filter.Truth {
        Issue.record("asked for \(field)")
        return .undecided
      }
    }
    let filter = CompiledFilter(
      try Filter(parsing: "name ~ 'x*' and pid == 1 or args == x and fork"))
    #expect(filter.evaluate(Events.exec, fields: NeverAsked()) == .false)
    #expect(filter.evaluate(Events.success, fields: NeverAsked()) == .false)
  }
}
