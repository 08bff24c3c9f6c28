internal import ArgumentParser
internal import PlainData

struct CleanupsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cleanups",
    abstract: "List the monitor daemon's clean-ups that are not done, and what last went wrong.",
    discussion: """
      PENDING is yet to begin, IN PROGRESS runs, PARTIAL CLEANUP has failed and will be tried again, GAVE UP \
      will not. All of a clean-up's attempts, with what they printed: pmon deaths with its id.

      Examples:
        pmon cleanups
        pmon cleanups --all --guard locks
        pmon cleanups --retry 3019/812345/locks     once more, now
      """)

  @OptionGroup var daemon: DaemonOptions

  @Flag(help: "Also those that are done.")
  var all = false

  @Option(name: .customLong("guard"), help: ArgumentHelp("The guard's name.", valueName: "name"))
  var guardName: String?

  @Option(
    help: ArgumentHelp(
      "Try this one again, which has been given up or waits for its next attempt.", valueName: "id")
  )
  var retry: GuardedIDArgument?

  @Option(help: ArgumentHelp("As many at most.", valueName: "number"))
  var limit = 100

  @OptionGroup var table: TableOptions

  func validate() throws {
    if limit < 1 { throw ValidationError("--limit is to be 1 or more.") }
    if retry != nil, all || guardName != nil {
      throw ValidationError("--retry goes without --all and --guard.")
    }
  }

  func run() throws {
    let client = daemon.client
    var table = CleanupTable(style: table.style)
    if let retry { return try perform(retry.id, client, &table) }
    var query: [(key: String, value: String)] = []
    if let guardName { query.append(("guard", guardName)) }
    if all { query.append(("state", CleanupStateList.all.joined(separator: ","))) }
    try ListRun(client, self.table, "cleanups").perform(
      header: CleanupTable.header, query: query, limit: limit
    ) { value, line in
      guard let death = ReportedDeath(value) else { return false }
      if !self.table.json {
        table.render(death, problem: Self.problem(of: death, client), into: &line)
      }
      return true
    }
  }

  private func perform(
    _ id: GuardedID, _ client: DaemonClient, _ table: inout CleanupTable
  ) throws {
    let value = try client.perform(
      HTTPRequest(.post, ["v1", "cleanups"] + id.segments + ["retry"]))
    guard let death = ReportedDeath(value) else { throw client.failure("a death has no id") }
    var output = Output()
    if self.table.json {
      output.append { $0.writeLine(of: value) }
    } else {
      if !self.table.noHeader { output.append(CleanupTable.header) }
      output.append { table.render(death, problem: nil, into: &$0) }
    }
    try output.finish()
  }

  /// What went wrong in the last attempt that failed, which only the death's own page tells.
  private static func problem(of death: ReportedDeath, _ client: DaemonClient) -> String? {
    guard let failures = death.cleanup.failures, failures > 0,
      let id = GuardedID(death.id, boot: nil),
      // It may have gone since, and is not worth failing for.
      let value = try? client.perform(HTTPRequest(.get, ["v1", "deaths"] + id.segments)),
      let history = ReportedDeath(value)
    else { return nil }
    return history.attempts.last { $0.succeeded == false }.map { $0.problem ?? "it failed" }
  }
}
