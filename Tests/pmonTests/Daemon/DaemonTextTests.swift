import PlainData
import ProcessTable
import Testing

@testable import pmon

@Suite("What the daemon tells, as text")
struct DaemonTextTests {
  /// Ten seconds before the first sample's next attempt.
  private func style(isColored: Bool = false) -> TableStyle {
    TableStyle(
      clock: EventClock(isUTC: true, now: 1_795_447_205_000_000_000),
      palette: Palette(isOn: isColored), boot: BootID(DaemonSamples.boot))
  }

  private func value(_ json: some StringProtocol) throws -> PlainValue {
    try JSONParser.parse(Array(json.utf8))
  }

  private func death(_ json: some StringProtocol) throws -> ReportedDeath {
    try #require(ReportedDeath(try value(json)))
  }

  /// Nothing that a terminal would take for a command.
  private func expectPlain(_ text: String, isColored: Bool = false) {
    for scalar in text.unicodeScalars where scalar != "\n" && !(isColored && scalar == "\u{1B}") {
      #expect(scalar.properties.generalCategory != .control, "\(scalar.value) in \(text)")
      #expect(scalar.properties.generalCategory != .format, "\(scalar.value) in \(text)")
    }
  }

  @Test("Deaths", arguments: [false, true])
  func deaths(isColored: Bool) throws {
    var table = DeathTable(style: style(isColored: isColored))
    var lines = Array(DeathTable.header.utf8)
    for sample in DaemonSamples.deaths { table.render(try death(sample), into: &lines) }
    let text = String(decoding: lines, as: UTF8.self)
    expectPlain(text, isColored: isColored)
    try SnapshotFile.expect(text, equals: isColored ? "deaths-color.txt" : "deaths.txt")
  }

  @Test("One death")
  func details() throws {
    var text = ""
    for sample in [DaemonSamples.history] + DaemonSamples.deaths.dropFirst() {
      var details = DeathDetails(style: style())
      text += String(decoding: details.text(try death(sample)), as: UTF8.self) + "----\n"
    }
    expectPlain(text)
    try SnapshotFile.expect(text, equals: "death.txt")
  }

  @Test("Clean-ups")
  func cleanups() throws {
    var table = CleanupTable(style: style())
    var lines = Array(CleanupTable.header.utf8)
    for sample in DaemonSamples.deaths {
      table.render(try death(sample), problem: "it\u{1B}[0m failed", into: &lines)
    }
    table.render(try death(DaemonSamples.deaths[0]), problem: nil, into: &lines)
    let text = String(decoding: lines, as: UTF8.self)
    expectPlain(text)
    try SnapshotFile.expect(text, equals: "cleanups.txt")
  }

  @Test("Registrations")
  func registrations() throws {
    var table = RegistrationTable(style: style())
    var lines = Array(RegistrationTable.header.utf8)
    for sample in DaemonSamples.registrations {
      #expect(table.render(try value(sample), into: &lines))
    }
    let text = String(decoding: lines, as: UTF8.self)
    expectPlain(text)
    try SnapshotFile.expect(text, equals: "registrations.txt")
  }

  @Test(
    "The daemon's state",
    arguments: [(DaemonSamples.status, true), (DaemonSamples.badStatus, false)])
  func status(json: String, isHealthy: Bool) throws {
    var report = try #require(StatusReport(try value(json), clock: style().clock))
    #expect(report.isHealthy == isHealthy)
    let text = report.findings().text
    expectPlain(text)
    try SnapshotFile.expect(text, equals: isHealthy ? "status.txt" : "status-bad.txt")
  }

  @Test(
    "A status says at least whether the daemon is healthy, and what it leaves out is not invented")
  func bareStatus() throws {
    #expect(StatusReport(.mapping([]), clock: style().clock) == nil)
    #expect(StatusReport(.list([]), clock: style().clock) == nil)
    var report = try #require(
      StatusReport(try value(#"{"healthy":true,"detection":7}"#), clock: style().clock))
    #expect(report.isHealthy)
    let text = report.findings().text
    #expect(text.hasPrefix("OK       daemon          pmond ?\n"))
    #expect(text.contains("? deaths seen"))
  }

  @Test("What is of a wrong kind counts as unknown, and without an id there is no death")
  func wrongKinds() throws {
    let odd = try death(
      #"{"time":7,"process":{"pid":"1","exit":{"code":300,"signal":99}},"guard":{"death_id":"x"},"cleanup":[]}"#
    )
    #expect(odd.time == nil)
    #expect(odd.process == nil)
    #expect(odd.status == nil)
    #expect(odd.cause == "unknown")
    var lines: [UInt8] = []
    var table = DeathTable(style: style())
    table.render(odd, into: &lines)
    #expect(lines.last == 0x0A)
    for json in ["{}", "[]", "null", #"{"guard":{"death_id":7}}"#] {
      #expect(ReportedDeath(try value(json)) == nil)
    }
  }
}
