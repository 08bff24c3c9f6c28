internal import ArgumentParser

struct GuardListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the processes that are registered with the monitor daemon.",
    discussion: """
      Who is neither root nor in the daemon's group sees his own. The id at the end of a line is good for \
      pmon guard rm, and names the death that it becomes.

      Examples:
        pmon guard list
        pmon guard list --guard locks --json
        pmon guard list --pid 4711
      """)

  @OptionGroup var daemon: DaemonOptions

  @Option(name: .customLong("guard"), help: ArgumentHelp("The guard's name.", valueName: "name"))
  var guardName: String?

  @Option(name: .customLong("pid"), help: ArgumentHelp("The process.", valueName: "pid"))
  var process: ProcessArgument?

  @Option(help: ArgumentHelp("As many at most; all unless it is given.", valueName: "number"))
  var limit: Int?

  @OptionGroup var table: TableOptions

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit is to be 1 or more.") }
  }

  func run() throws {
    var query: [(key: String, value: String)] = []
    if let process { query.append(("pid", "\(process.process)")) }
    if let guardName { query.append(("guard", guardName)) }
    var table = RegistrationTable(style: table.style)
    try ListRun(daemon.client, self.table, "registrations").perform(
      header: RegistrationTable.header, query: query, limit: limit
    ) { value, line in table.render(value, into: &line) }
  }
}
