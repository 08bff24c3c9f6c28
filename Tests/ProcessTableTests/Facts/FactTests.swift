import ProcessTable
import Testing

@Suite struct FactTests {
  @Test func aStaleFactIsNeverKnown() {
    let fact = Fact.known(3).asStale
    #expect(fact == .stale(3))
    #expect(fact.knownValue == nil)
    #expect(fact.value == 3)
    #expect(!fact.isKnown)
    #expect(fact.asStale == fact)
  }

  @Test func whatIsUnknownStaysSo() {
    #expect(Fact<Int>.unknown.asStale == .unknown)
    #expect(Fact<Int>.unknown.map { $0 + 1 } == .unknown)
    #expect(Fact.stale(1).map { $0 + 1 } == .stale(2))
  }
}
