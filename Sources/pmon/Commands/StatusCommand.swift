internal import ArgumentParser
internal import EventRendering
internal import PlainData

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Say how the monitor daemon is: what it guards, cleans up, has missed and keeps.",
    discussion: """
      Each line is OK, LIMITED or NO. Who is neither root nor in the daemon's group is told of his own \
      registrations and clean-ups.

      Exit status: 0 the daemon is healthy, 1 it is not, 3 there is none.

      Examples:
        pmon status
        pmon status --json | jq .detection     its counters, for scripts
      """)

  @OptionGroup var daemon: DaemonOptions

  @Flag(help: "The daemon's own object.")
  var json = false

  @Flag(help: "Times in UTC instead of the local zone.")
  var utc = false

  func run() throws {
    let client = daemon.client
    let status = try client.get("v1", "status")
    guard var report = StatusReport(status, clock: EventClock(isUTC: utc)) else {
      throw client.failure("it does not say whether it is healthy")
    }
    var output = Output()
    if json {
      output.append { $0.writeLine(of: status) }
    } else {
      output.append(report.findings().text)
    }
    try output.finish()
    if !report.isHealthy { throw Pmon.Status.failed }
  }
}

extension [UInt8] {
  /// A value as a line of JSON.
  mutating func writeLine(of value: PlainValue) {
    append(contentsOf: value.json)
    write("\n")
  }
}
