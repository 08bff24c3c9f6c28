internal import ArgumentParser
internal import ProcessConnector
internal import ProcessEvents
internal import ProcessTable

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Say what becomes of a filter: what the kernel does of it, and what is left.",
    discussion: """
      Nothing is listened to, except for a moment to find out what this kernel can do. What is left for \
      pmon costs it a look at each event that the kernel lets pass.

      Examples:
        pmon explain 'exit and code == 3'
        pmon explain --kernel 6.1 'exit and pid in (1, 2, 3)'
      """)

  @Argument(
    help: ArgumentHelp("As watch and stat take it.", valueName: "filter"), completion: .filterWords)
  var filterWords: [String] = []

  @Option(help: ArgumentHelp("The kernel: the running one, or one before 6.6.", valueName: "which"))
  var kernel = ExplainedKernel.this

  @Flag(help: "As for watch --threads.")
  var threads = false

  func run() throws {
    let text = filterWords.joined(separator: " ")
    let filter: Filter
    do { filter = try Filter(parsing: text) } catch { throw FilterProblem(error, in: text) }
    let wanted = ConnectorConfiguration(
      events: .all, filter: filter, subject: threads ? .threads : .processes)
    let configuration = ProcessConfiguration(wanted)
    let hasSideBand = SideBandEnvironment.current().isPermitted
    let plan = FilterPlan(
      configuration.askedFilter(hasSideBand: hasSideBand), subject: wanted.subject,
      capabilities: kernel.capabilities)
    var output = Output()
    let names = ExplainCommand.names(hasSideBand: hasSideBand)
    for line in plan.explanation(of: filter, names: names) { output.append(line + "\n") }
    try output.finish()
  }

  private static func names(hasSideBand: Bool) -> String {
    hasSideBand
      ? "the process table does, by perf's side band"
      : "the process table does, by /proc and events, for which every fork, exec, exit and new name is taken in"
  }
}

/// Whose kernel's plan is explained.
enum ExplainedKernel: String, ExpressibleByArgument, CaseIterable {
  case this
  case linux61 = "6.1"

  var capabilities: Capabilities {
    switch self {
    case .linux61: .beforeLinux66
    case .this:
      // Where the kernel does not serve this process, its plan is that of one that can do the least.
      .current(connectorFilters: ExplainedKernel.stage == .connector)
    }
  }

  private static var stage: FilterStage? {
    let probe = try? ConnectorReader(ConnectorConfiguration(events: .nonzeroExit))
    return probe?.filterStage
  }
}
