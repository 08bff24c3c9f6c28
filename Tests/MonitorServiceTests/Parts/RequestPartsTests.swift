import Foundation
import HTTPTypes
import Logging
import PlainData
import ProcessMonitor
import Testing

@testable import MonitorService

@Suite("Parts of requests")
struct RequestPartsTests {
  @Test("Written times are read back")
  func written() {
    for time in [0, 1, 951_782_400_000_000_000, 1_795_447_201_123_456_789] as [UInt64] {
      #expect(Timestamp.nanoseconds(PlainText.time(time)) == time)
    }
  }

  @Test("Dates are HTTP's")
  func dates() {
    #expect(HTTPDate.text(secondsSinceEpoch: 784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT")
    #expect(HTTPDate.text(secondsSinceEpoch: 0) == "Thu, 01 Jan 1970 00:00:00 GMT")
  }

  /// How many of some requests at one time are let through.
  private func admitted(_ rate: RequestRate, _ user: UInt32, at now: UInt64, of count: Int) -> Int {
    (0..<count).count { _ in rate.take(user: user, perSecond: 10, now: now) == nil }
  }

  @Test("A bucket gives as many tokens as fit, and then as many as come back")
  func rate() {
    let rate = RequestRate()
    let begin: UInt64 = 1_000_000_000_000
    #expect(admitted(rate, 1, at: begin, of: 15) == 10)
    let wait = rate.take(user: 1, perSecond: 10, now: begin) ?? 0
    #expect((1...100_000_001).contains(wait))
    // Another user has a bucket of his own.
    #expect(admitted(rate, 2, at: begin, of: 1) == 1)
    #expect(admitted(rate, 1, at: begin + wait, of: 2) == 1)
    #expect(admitted(rate, 1, at: begin * 2, of: 15) == 10)
    // A clock that goes back brings nothing.
    #expect(admitted(rate, 1, at: 5, of: 1) == 0)
  }

  @Test("However many users come, few are remembered, and nobody is forgotten while it matters")
  func manyUsers() {
    let rate = RequestRate()
    let second: UInt64 = 1_000_000_000
    #expect(admitted(rate, 7, at: second * 10, of: 10) == 10)
    let users = 100..<20_000 as Range<UInt32>
    #expect(users.count { admitted(rate, $0, at: second * 10, of: 1) == 1 } == 4095)
    #expect(admitted(rate, 7, at: second * 10, of: 1) == 0)
    // Later there is room again.
    #expect(
      users.prefix(100).allSatisfy { admitted(rate, $0 + 50_000, at: second * 20, of: 1) == 1 })
  }

  @Test("What is open is counted by user and in all")
  func usage() {
    let counter = UsageCounter()
    #expect(counter.enter(1, limit: 3, userLimit: 2))
    #expect(counter.enter(1, limit: 3, userLimit: 2))
    #expect(!counter.enter(1, limit: 3, userLimit: 2))
    #expect(counter.enter(2, limit: 3, userLimit: 2))
    #expect(!counter.enter(3, limit: 3, userLimit: 2))
    #expect(counter.enter(0, limit: nil, userLimit: nil))
    counter.leave(1)
    counter.leave(0)
    #expect(counter.enter(3, limit: 3, userLimit: 2))
    #expect(counter.total == 3)
  }

  @Test("A line of the log is one line, for whoever reads it")
  func log() {
    let line = LogLine(level: .warning, text: "a\nb\u{1B}[31m")
    #expect(line.rendered(.journal) == "<4>a\u{FFFD}b\u{FFFD}[31m\n")
    #expect(
      line.rendered(.plain, time: 0)
        == "1970-01-01T00:00:00.000000000Z pmond: warning: a\u{FFFD}b\u{FFFD}[31m\n")
    #expect(LogLine(level: .notice, text: "a").rendered(.journal) == "<5>a\n")
  }

  @Test(
    "Refusals have the statuses that are meant",
    arguments: [
      (MonitorRefusal.invalid("a"), 400), (.forbidden("a"), 403), (.notFound("a"), 404),
      (.conflict("a"), 409), (.limit("a"), 429), (.unavailable("a"), 503),
    ])
  func refusals(refusal: MonitorRefusal, status: Int) {
    let problem = Problem(refusal)
    #expect(problem.status.code == status)
    #expect(problem.detail == "A.")
  }
}
