internal import ArgumentParser
internal import EventRendering
internal import KernelInterface
internal import PlainData
internal import ProcessEvents

struct GuardAddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Register a process, and say what is to be done when it has died.",
    discussion: """
      Without a process id, the process that has started pmon is meant: in a script, the shell that runs it.

      The guard is one of the daemon's configuration, whose terms hold unless others are given here, or any \
      other name with a clean-up. A clean-up ends orphans first; then come the command, files, shared \
      memory, and posts last; the first that fails ends the attempt. What an ordinary user registers runs \
      with his rights.

      In names and paths {pid} and {token} stand for the dead process's id and token. The command is not \
      given to a shell; PMON_DEATH_ID and more tell it of the death.

      The registration's id is printed. Another registration of the process with the guard is replaced.

      Examples:
        pmon guard add 4711 --guard locks --token s1 -- /usr/local/bin/release-locks
        pmon guard add --guard scratch --on any --remove-files '/tmp/job.{pid}.*'
        pmon guard add 4711 --guard pool --remove-shared-memory --end-orphans
        pmon guard add 4711 --guard told --on any --post http://localhost:8080/dead
      """)

  @OptionGroup var daemon: DaemonOptions

  @Argument(help: ArgumentHelp("The process's id.", valueName: "pid"))
  var process: ProcessArgument?

  @Option(
    name: .customLong("guard"),
    help: ArgumentHelp("The guard's name: letters, digits, - _ and dots.", valueName: "name"))
  var guardName: String

  @Option(
    help: ArgumentHelp(
      "What the clean-up is told of the process, such as a session's name.", valueName: "text"))
  var token: String?

  @Option(
    help: ArgumentHelp(
      "Which deaths count: abnormal, any, or a filter such as 'code == 3'.", valueName: "deaths"),
    completion: .list(["abnormal", "any"]))
  var on: String?

  @Option(help: ArgumentHelp("What to do where nobody knows how it ended.", valueName: "what"))
  var onUnknown: UnknownEnd?

  @OptionGroup(title: "Clean-up") var cleanup: CleanupOptions

  @Flag(help: "The registration as the daemon's object, instead of its id.")
  var json = false

  @Argument(
    parsing: .postTerminator,
    help: ArgumentHelp(
      "Behind --: the program to run, looked for in PATH now, and its arguments.",
      valueName: "command"))
  var command: [String] = []

  enum UnknownEnd: String, ExpressibleByArgument, CaseIterable {
    case clean, report
  }

  func validate() throws {
    if guardName.isEmpty { throw ValidationError("--guard is to be a name.") }
    try cleanup.check(hasCommand: !command.isEmpty)
  }

  func run() throws {
    let client = daemon.client
    let request = RegistrationDocument(
      process: try RegisteredProcess(process?.process), guardName: guardName, token: token,
      on: try on.map { try Self.trigger($0) }, onUnknown: onUnknown?.rawValue,
      cleanup: cleanup.document(command: try resolvedCommand()))
    let answer = try client.perform(
      HTTPRequest(.post, ["v1", "registrations"], body: request.value.json))
    guard let id = answer["id"]?.text else { throw client.failure("a registration has no id") }
    var output = Output()
    output.append { line in
      if json { return line.writeLine(of: answer) }
      line.writePrintable(id)
      line.write("\n")
    }
    try output.finish()
  }

  /// The command with its program's path from the root.
  private func resolvedCommand() throws -> [String] {
    guard let name = command.first else { return [] }
    let path = HostFacts.environment("PATH")
    guard let program = CommandSearch.find(name, path: path) else {
      throw ValidationError("There is no program \(name) here that can be run.")
    }
    return [program] + command.dropFirst()
  }

  /// A filter's mistakes are best shown here, where its text is.
  private static func trigger(_ text: String) throws(FilterProblem) -> String {
    if text != "abnormal", text != "any" { _ = try Filter(words: [text]) }
    return text
  }
}
