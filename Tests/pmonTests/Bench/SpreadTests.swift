import Testing

@testable import pmon

@Suite("Statistics of the bench")
struct SpreadTests {
  @Test("Medians, and what is beside them")
  func medians() {
    #expect(Spread().median == nil)
    #expect(Spread([3]).median == 3)
    #expect(Spread([4, 1]).median == 2.5)
    let spread = Spread([9, 1, 2, 3, 100])
    #expect(spread.median == 3 && spread.lowest == 1 && spread.highest == 100)
    #expect(spread.relativeRange == 33)
  }

  @Test("Ratios are of what was measured in the same round")
  func ratios() {
    #expect(Spread([1, 6]).ratios(to: Spread([2, 3])) == Spread([0.5, 2]))
    #expect(Spread([1, 6]).ratios(to: Spread([2])) == Spread([0.5]))
    #expect(Spread([1]).ratios(to: Spread([2, 3])) == Spread([0.5]))
    #expect(Spread([1]).ratios(to: Spread()) == nil)
    #expect(Spread([1]).ratios(to: Spread([0])) == nil)
    #expect(Spread().ratios(to: Spread()) == nil)
  }

  @Test("One outlier does not make a median uncertain")
  func relativeError() throws {
    #expect(Spread([1, 2]).relativeError == nil)
    #expect(Spread([5, 5, 5]).relativeError == 0)
    let steady = try #require(Spread([100, 101, 99, 100, 100_000]).relativeError)
    let wild = try #require(Spread([100, 160, 40, 90, 200]).relativeError)
    #expect(steady < 0.02 && wild > 0.2)
    let twice = try #require(Spread([100, 160, 40, 90, 200, 100, 160, 40, 90, 200]).relativeError)
    #expect(twice < wild)
  }

  @Test("Direction needs more agreement than chance gives")
  func direction() {
    #expect(Spread([2, 2, 2, 2]).direction == .undecided)
    #expect(Spread([2, 2, 2, 2, 2]).direction == .more)
    #expect(Spread([0.9, 0.9, 0.9, 0.9, 0.9]).direction == .less)
    #expect(Spread([2, 2, 2, 2, 0.5]).direction == .undecided)
    // 7 of 8 come by chance in 9 of 256 tries, 6 of 8 in 37.
    #expect(Spread([2, 2, 2, 2, 2, 2, 2, 0.5]).direction == .more)
    #expect(Spread([2, 2, 2, 2, 2, 2, 0.5, 0.5]).direction == .undecided)
    #expect(Spread([1, 1, 1, 1, 1, 1]).direction == .undecided)
    #expect(Spread().direction == .undecided)
  }

  @Test(
    "A machine whose load differs by more than a tenth is noisy, and so is one that nothing is known of"
  )
  func verdict() {
    var results = BenchSamples.results
    #expect(!BenchVerdict(results).isNoisy)
    results.baseline = Spread([3000, 3000, 3400])
    #expect(BenchVerdict(results).isNoisy)
    #expect(BenchVerdict(results).lines[0].contains("too noisy"))
    results.baseline = Spread([3000, 3000])
    #expect(BenchVerdict(results).isNoisy)
  }

  @Test("It goes on until every spread has settled")
  func settling() {
    var results = BenchSamples.results
    results.rows = Array(results.rows.prefix(1))
    results.rounds = 5
    #expect(BenchVerdict.isSettled(results))
    results.rounds = 4
    #expect(!BenchVerdict.isSettled(results))
    results.rounds = 5
    results.rows[0].cpu = Spread([10, 20, 30, 40, 50])
    #expect(!BenchVerdict.isSettled(results))
  }
}
