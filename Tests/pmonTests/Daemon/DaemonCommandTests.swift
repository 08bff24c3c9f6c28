import KernelInterface
import PlainData
import ProcessEvents
import ProcessTable
import TestSupport
import Testing

@testable import pmon

/// The built binary against a scripted daemon.
@Suite("Commands that ask the daemon")
struct DaemonCommandTests {
  /// A sample with no more escapes than JSON needs.
  private static func plain(_ json: String) throws -> String {
    String(decoding: try JSONParser.parse(Array(json.utf8)).json, as: UTF8.self)
  }

  @Test(
    "Without a daemon each command says where it looked and what to do, with status 3",
    arguments: [
      "status", "deaths", "deaths --json", "cleanups", "guard list", "guard add --guard x",
      "guard rm --pid 1 --guard x", "deaths \(DaemonSamples.id)",
      "cleanups --retry \(DaemonSamples.id)",
    ])
  func noDaemon(command: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.path("no.sock")
    let words = command.split(separator: " ").map(String.init)
    for arguments in [
      [PmonBinary.path] + words + ["--socket", path],
      ["env", "PMON_SOCKET=\(path)", PmonBinary.path] + words,
    ] {
      let program = try Program(arguments)
      #expect(try program.finish() == .exited(code: 3))
      #expect(program.output.text == "")
      #expect(
        program.error.text
          == "pmon: no daemon listens at \(path): start it with pmond, or give --socket\n")
    }
  }

  @Test("status ends with 0 for a healthy daemon, with 1 for another", arguments: [true, false])
  func status(isHealthy: Bool) throws {
    let sample = isHealthy ? DaemonSamples.status : DaemonSamples.badStatus
    let daemon = try DaemonSamples.daemon(status: sample)
    let text = try Ending.of("status", "--utc", asking: daemon)
    #expect(text.status == .exited(code: isHealthy ? 0 : 1))
    #expect(text.lines.contains { $0.hasPrefix("NO") } == !isHealthy, "\(text.output)")
    #expect(text.error == "")
    let json = try Ending.of("status", "--json", asking: daemon)
    #expect(json.status == text.status)
    #expect(json.output == (try Self.plain(sample)) + "\n")
  }

  @Test("--json prints the daemon's own objects, one a line")
  func json() throws {
    let daemon = try DaemonSamples.daemon()
    #expect(try Ending.of("deaths", "--json", asking: daemon).lines == DaemonSamples.deaths)
    #expect(
      try Ending.of("guard list", "--json", asking: daemon).lines
        == DaemonSamples.registrations.map(Self.plain))
    #expect(
      try Ending.of("cleanups", "--json", asking: daemon).lines
        == [0, 2, 3].map { DaemonSamples.deaths[$0] })
    #expect(
      try Ending.of("deaths", DaemonSamples.id, "--json", asking: daemon).lines == [
        DaemonSamples.history
      ])
    #expect(
      try Ending.of("cleanups", "--retry", DaemonSamples.id, "--json", asking: daemon).lines
        == [DaemonSamples.deaths[0]])
  }

  @Test("What deaths asks for")
  func deathQuery() throws {
    let daemon = try DaemonSamples.daemon()
    let ending = try Ending.of(
      "deaths", "--since", "2026-11-23T15:20:01+01:00", "--until", "2026-11-24T00:00:00Z", "--name",
      "a b", "--guard", "locks", "--cause", "signal:segv", "--state", "gave-up,PENDING", "--limit",
      "7", asking: daemon)
    #expect(ending.status == .exited(code: 0), "\(ending.error)")
    #expect(
      daemon.lines == [
        "GET /v1/deaths?since=2026-11-23T14%3A20%3A01.000000000Z"
          + "&until=2026-11-24T00%3A00%3A00.000000000Z&name=a%20b&guard=locks&cause=signal%3A11"
          + "&state=GAVE%20UP%2CPENDING&limit=7"
      ])
  }

  @Test("How long ago is one moment for all pages")
  func ago() throws {
    let begin = Clocks.realtime
    let daemon = try DaemonSamples.daemon()
    _ = try Ending.of("deaths", "--since", "1h", asking: daemon)
    let query = try #require(daemon.lines.first?.split(separator: "?").last)
    let text = try #require(query.split(separator: "&").first?.dropFirst("since=".count))
    let since = try #require(Timestamp.nanoseconds(PercentCoding.decode(text) ?? ""))
    let hour: UInt64 = 3_600_000_000_000
    #expect((begin - hour...Clocks.realtime - hour).contains(since))
  }

  @Test("More deaths than the limit, and none, are said on standard error")
  func amounts() throws {
    let more = try Ending.of("deaths", "--limit", "2", asking: try DaemonSamples.daemon())
    #expect(more.lines.count == 3)
    #expect(more.error == "pmon: there are more than these 2; --limit says how many to print\n")
    let none = try Ending.of("deaths", asking: ScriptedDaemon(always: .json(#"{"deaths":[]}"#)))
    #expect(none.status == .exited(code: 0))
    #expect(none.output == "")
    #expect(none.error == "pmon: there are none\n")
    let bare = try Ending.of("deaths", "--no-header", asking: try DaemonSamples.daemon())
    #expect(bare.lines.count == DaemonSamples.deaths.count)
  }

  @Test("cleanups tells what went wrong last, from the deaths that have failed")
  func cleanups() throws {
    let daemon = try DaemonSamples.daemon()
    let ending = try Ending.of("cleanups", "--all", "--guard", "locks", asking: daemon)
    #expect(ending.status == .exited(code: 0), "\(ending.error)")
    #expect(ending.lines.count == 4)
    #expect(ending.lines[1].hasSuffix("  the time limit of 30 s was over"))
    // This one has gone meanwhile, and the last has not failed yet.
    #expect(ending.lines[2].hasSuffix("  -"))
    #expect(
      daemon.lines == [
        "GET /v1/cleanups?guard=locks&state=PENDING%2CIN%20PROGRESS%2CRESOURCES%20FREED"
          + "%2CPARTIAL%20CLEANUP%2CGAVE%20UP%2CREPORTED&limit=100",
        "GET /v1/deaths/\(DaemonSamples.id)",
        "GET /v1/deaths/fedcba98-7654-3210-fedc-ba9876543210/4000000/5/locks",
      ])
  }

  @Test("A death that is not there is said to be so")
  func absent() throws {
    let ending = try Ending.of("deaths", "1/2/locks", asking: try DaemonSamples.daemon())
    #expect(ending.status == .exited(code: 1))
    #expect(ending.error == "pmon: There is nothing of that name.\n")
  }

  @Test("A bad answer is one line on standard error, with status 1", arguments: BadAnswer.all)
  func bad(answer: BadAnswer) throws {
    let daemon = try ScriptedDaemon(always: answer.reply)
    for command in ["status", "deaths", "guard list --json"] {
      let ending = try Ending.of(command, asking: daemon)
      #expect(ending.status == .exited(code: 1))
      #expect(ending.output == "")
      #expect(ending.error.split(separator: "\n").count == 1, "\(ending.error)")
    }
  }

  @Test(
    "A wrong request is refused with status 2 before the daemon is asked",
    arguments: [
      ["deaths", "nonsense"], ["deaths", "1/2/x", "--since", "1h"], ["deaths", "--limit", "0"],
      ["deaths", "--cause", "code:300"], ["deaths", "--cause", "signal:NONE"],
      ["deaths", "--state", "gone"], ["deaths", "--since", "yesterday"],
      ["cleanups", "--retry", "x"], ["cleanups", "--retry", "1/2/x", "--all"],
      ["guard", "rm"], ["guard", "rm", "--pid", "1"], ["guard", "rm", "1/2/x", "--pid", "1"],
      ["guard", "add"], ["guard", "add", "--guard", ""], ["guard", "add", "0", "--guard", "x"],
      ["guard", "add", "1", "--guard", "x", "--attempts", "3"],
      ["guard", "add", "1", "--guard", "x", "--on", "code =="],
      ["guard", "add", "1", "--guard", "x", "--", "no-such-program-anywhere"],
      ["guard", "add", "1", "--guard", "x", "--", "/etc"],
      ["guard", "list", "--limit", "0"], ["status", "--socket", ""],
      ["status", "--socket", "/" + String(repeating: "x", count: 107)],
    ])
  func wrong(arguments: [String]) throws {
    let daemon = try DaemonSamples.daemon()
    let program = try Program(["env", "PMON_SOCKET=\(daemon.path)", PmonBinary.path] + arguments)
    #expect(try program.finish() == .exited(code: 2), "\(program.error.text)")
    #expect(program.output.text == "")
    #expect(daemon.requests == [])
  }
}
