internal import ArgumentParser
internal import KernelInterface
internal import PlainData

struct DeathsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deaths",
    abstract: "List the deaths that the monitor daemon's guards were about, the latest first.",
    discussion: """
      Who is neither root nor in the daemon's group sees those of his own processes. The id at the end of a \
      line is good for pmon deaths and pmon cleanups; of this boot's deaths the boot is left out of it.

      A duration with ~ is of an end that nobody saw: it was inferred later, as the process was missing.

      Examples:
        pmon deaths --since 1h --guard locks
        pmon deaths --cause signal:SEGV --json
        pmon deaths --state gave-up,partial-cleanup
        pmon deaths 3019/812345/locks      what its clean-up printed, and more
      """)

  @OptionGroup var daemon: DaemonOptions

  @Argument(help: ArgumentHelp("Tell all about this one.", valueName: "id"))
  var id: GuardedIDArgument?

  @Option(
    help: ArgumentHelp(
      "No earlier ones: how long ago, or 2026-11-23T15:20:01Z.", valueName: "time"))
  var since: MomentArgument?

  @Option(help: ArgumentHelp("No later ones.", valueName: "time"))
  var until: MomentArgument?

  @Option(help: ArgumentHelp("The process's name.", valueName: "name"))
  var name: String?

  @Option(name: .customLong("guard"), help: ArgumentHelp("The guard's name.", valueName: "name"))
  var guardName: String?

  @Option(
    help: ArgumentHelp(
      "How it ended: code:3, signal:SEGV, signal:11 or unknown.", valueName: "cause"))
  var cause: CauseArgument?

  @Option(
    help: ArgumentHelp("Where the clean-up stands, with commas between.", valueName: "states"))
  var state: CleanupStateList?

  @Option(help: ArgumentHelp("As many at most.", valueName: "number"))
  var limit = 100

  @OptionGroup var table: TableOptions

  func validate() throws {
    if limit < 1 { throw ValidationError("--limit is to be 1 or more.") }
    if id != nil, !query(now: 0).isEmpty {
      throw ValidationError("An id goes without --since, --guard and the like.")
    }
  }

  private func query(now: UInt64) -> [(key: String, value: String)] {
    let values: [(key: String, value: String?)] = [
      ("since", since?.text(now: now)), ("until", until?.text(now: now)), ("name", name),
      ("guard", guardName), ("cause", cause?.text), ("state", state?.text),
    ]
    return values.compactMap { key, value in value.map { (key, $0) } }
  }

  func run() throws {
    if let id { return try tell(id.id) }
    var table = DeathTable(style: table.style)
    try ListRun(daemon.client, self.table, "deaths").perform(
      header: DeathTable.header, query: query(now: Clocks.realtime), limit: limit
    ) { value, line in
      guard let death = ReportedDeath(value) else { return false }
      table.render(death, into: &line)
      return true
    }
  }

  private func tell(_ id: GuardedID) throws {
    let client = daemon.client
    let value = try client.perform(HTTPRequest(.get, ["v1", "deaths"] + id.segments))
    guard let death = ReportedDeath(value) else { throw client.failure("a death has no id") }
    var details = DeathDetails(style: table.style)
    var output = Output()
    output.append { line in
      if table.json { line.writeLine(of: value) } else { line += details.text(death) }
    }
    try output.finish()
  }
}
