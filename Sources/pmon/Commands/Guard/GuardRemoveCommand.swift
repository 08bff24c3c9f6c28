internal import ArgumentParser

struct GuardRemoveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rm",
    abstract: "Withdraw a registration: the process's death will not matter any more.",
    discussion: """
      It is named by its id, or by its process and guard. Nothing is printed.

      Examples:
        pmon guard rm 4711/812345/locks
        pmon guard rm --pid 4711 --guard locks
      """)

  @OptionGroup var daemon: DaemonOptions

  @Argument(help: ArgumentHelp("The registration's id.", valueName: "id"))
  var id: GuardedIDArgument?

  @Option(
    name: .customLong("pid"),
    help: ArgumentHelp("The process, with --guard, instead of an id.", valueName: "pid"))
  var process: ProcessArgument?

  @Option(
    name: .customLong("guard"),
    help: ArgumentHelp("The guard's name, with --pid.", valueName: "name"))
  var guardName: String?

  func validate() throws { _ = try makeRequest() }

  private func makeRequest() throws -> HTTPRequest {
    switch (id, process, guardName) {
    case (let id?, nil, nil):
      return HTTPRequest(.delete, ["v1", "registrations"] + id.id.segments)
    case (nil, let process?, let guardName?):
      return HTTPRequest(
        .delete, ["v1", "registrations"],
        query: [("pid", "\(process.process)"), ("guard", guardName)])
    default: throw ValidationError("Which registration? Give its id, or both --pid and --guard.")
    }
  }

  func run() throws { _ = try daemon.client.perform(try makeRequest()) }
}
