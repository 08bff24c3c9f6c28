import ProcessEvents
import Testing

@Suite struct TruthTests {
  private typealias Truth = Filter.Truth

  @Test func and() {
    let table: [(Truth, Truth, Truth)] = [
      (.true, .true, .true), (.true, .undecided, .undecided), (.true, .false, .false),
      (.undecided, .undecided, .undecided), (.undecided, .false, .false), (.false, .false, .false),
    ]
    for (left, right, result) in table {
      #expect((left && right) == result)
      #expect((right && left) == result)
    }
  }

  @Test func or() {
    let table: [(Truth, Truth, Truth)] = [
      (.true, .true, .true), (.true, .undecided, .true), (.true, .false, .true),
      (.undecided, .undecided, .undecided), (.undecided, .false, .undecided),
      (.false, .false, .false),
    ]
    for (left, right, result) in table {
      #expect((left || right) == result)
      #expect((right || left) == result)
    }
  }

  @Test func not() {
    #expect(!Truth.true == .false)
    #expect(!Truth.undecided == .undecided)
    #expect(!Truth.false == .true)
  }

  /// The same tables through the tree and its steps, with terms that have these truth values.
  @Test(arguments: Filter.Truth.allCases, Filter.Truth.allCases)
  func filters(left: Filter.Truth, right: Filter.Truth) {
    let terms: [Filter.Truth: Filter] = [
      .true: .exec, .false: .fork, .undecided: .name == "bash",
    ]
    guard let first = terms[left], let second = terms[right] else { return }
    for (filter, expected) in [
      (first && second, left && right), (first || second, left || right),
      (!(first && second), !(left && right)), (!(first || second), !(left || right)),
      (!first && second, !left && right), (!first || !second, !left || !right),
    ] {
      #expect(filter.evaluate(Events.exec) == expected, "\(filter)")
      #expect(CompiledFilter(filter).evaluate(Events.exec) == expected, "\(filter)")
    }
  }
}
