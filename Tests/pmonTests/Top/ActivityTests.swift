import TestSupport
import Testing

@testable import pmon

@Suite("Rates over seconds")
struct ActivityTests {
  @Test("A steady stream has its rate at every moment, from the first second on")
  func steady() {
    var activity = Activity(second: 0)
    for tenth in 0..<300 as Range<UInt64> {
      for _ in 0..<5 { activity.add(.forks, at: tenth / 10) }
      let moment = Moment(nanoseconds: (tenth + 1) * 100_000_000 - 1)
      if tenth >= 10 {
        let rate = activity.rate(.forks, at: moment)
        #expect(abs(rate - 50) < 0.6, "\(tenth): \(rate)")
      }
    }
    #expect(activity.total(.forks) == 1500)
    #expect(activity.total(.abnormal) == 0)
  }

  @Test("What is over is forgotten by rates, and not by totals")
  func over() {
    var activity = Activity(second: 0)
    for _ in 0..<100 { activity.add(.deaths, at: 3) }
    #expect(activity.rate(.deaths, at: Moment(nanoseconds: 12_500_000_000)) == 10)
    #expect(activity.rate(.deaths, at: Moment(nanoseconds: 13_250_000_000)) == 7.5)
    #expect(activity.rate(.deaths, at: Moment(nanoseconds: 14_000_000_000)) == 0)
    #expect(activity.rate(.deaths, at: Moment(nanoseconds: 1_000_000_000_000)) == 0)
    #expect(activity.total(.deaths) == 100)
  }

  @Test("Counts are those of a plain list of moments", arguments: Seeds.chosen)
  func model(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var activity = Activity(second: 0)
    var moments: [(UInt64, Measure)] = []
    var now: UInt64 = 0
    for _ in 0..<2000 {
      if random.once(in: 4) { now += random.number(in: 0...(random.once(in: 10) ? 40 : 2)) }
      let measure = random.element(of: Measure.allCases)
      activity.add(measure, at: now)
      moments.append((now, measure))
      let looked = now + random.number(in: 0...3)
      let age = random.number(in: 0...15) as UInt64
      guard age <= looked else { continue }
      // Of what has been driven out of its slot by newer seconds, nothing is known.
      let isKept = now < 16 || looked - age > now - 16
      let expected = isKept ? moments.count { $0 == (looked - age, measure) } : 0
      #expect(activity.count(measure, age: age, at: looked) == expected, "seed \(seed)")
    }
  }

  @Test("Kinds of events have a rate of the last second, and a history")
  func history() {
    var rates = RateHistory()
    for second in 0..<300 as Range<UInt64> {
      rates.advance(to: second)
      for _ in 0..<(second % 7) { rates.add(.fork) }
    }
    #expect(rates.count(.fork, age: 0) == 5 as UInt32)
    #expect(rates.count(.fork, age: 1) == 4 as UInt32)
    #expect(rates.count(.fork, age: 239) == 4 as UInt32)
    #expect(rates.count(.fork, age: 240) == nil)
    #expect(rates.count(.exec, age: 5) == 0 as UInt32)
    #expect(rates.total(.fork) == (0..<300).reduce(0) { $0 + $1 % 7 })
    let rate = rates.rate(.fork, at: Moment(nanoseconds: 299_750_000_000))
    #expect(rate == 5 + 4 * 0.25)
  }

  @Test("Before the beginning there is nothing, not zeros")
  func young() {
    var rates = RateHistory()
    rates.add(.exit)
    #expect(rates.count(.exit, age: 0) == 1 as UInt32)
    #expect(rates.count(.exit, age: 1) == nil)
    #expect(rates.rate(.exit, at: Moment(nanoseconds: 900_000_000)) == 1)
  }
}
