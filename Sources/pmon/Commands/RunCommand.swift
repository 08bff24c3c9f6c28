internal import ArgumentParser
internal import EventRendering
internal import KernelInterface
internal import ProcessConnector
internal import ProcessEvents
internal import ProcessTable

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a command, and tell how each of its descendants ended.",
    discussion: """
      The command has the terminal, as without pmon; the report goes to standard error when it has ended. \
      Abnormal ends have a ! behind them. Signals sent to pmon are passed on.

      Exit status: the command's; 128 and the signal's number if a signal ended it; 126 if it cannot be run, \
      127 if there is none.

      Examples:
        pmon run make test                 which of its processes failed?
        pmon run --output tree.txt -- sh -c 'false | true'
        pmon run --linger 1m --json sh -c 'sleep 5 & exit 3'
      """)

  @Option(
    help: ArgumentHelp(
      "How long to go on after the command's end while descendants live.", valueName: "duration"))
  var linger = DurationArgument(.milliseconds(200))

  @Flag(help: "Tell the arguments of processes instead of their names; they may hold secrets.")
  var args = false

  @Flag(help: "A JSON object for each process.")
  var json = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Write the report to a file instead of standard error.", valueName: "file"),
    completion: .file())
  var output: String?

  @Option(help: ArgumentHelp("Color: auto, always or never.", valueName: "when"))
  var color = ColorMode.auto

  @OptionGroup var source: SourceOptions

  @Argument(
    parsing: .captureForPassthrough,
    help: ArgumentHelp("The command and its arguments.", valueName: "command"))
  var words: [String]

  private var command: [String] { Array(words.first == "--" ? words.dropFirst() : words[...]) }

  func validate() throws {
    // What stands before the command is for pmon, although all that follows is passed through.
    switch words.first {
    case "-h", "--help": throw CleanExit.helpRequest(self)
    case "--version": throw CleanExit.message(Pmon.configuration.version)
    case let option? where option.hasPrefix("-") && option != "--":
      throw ValidationError("Unknown option '\(option)'; a command that begins so goes behind --.")
    default: if command.isEmpty { throw ValidationError("Which command?") }
    }
  }

  func run() throws {
    // Before the command has run, so that it is not in vain.
    var file: ReportFile? = nil
    if let output { file = try ReportFile(output) }
    let isColored = output == nil && color.isOn(for: 2)
    let tree: FamilyTree
    let status: ExitStatus
    do {
      var run = try FamilyRun(tellsArguments: args, source: source.via.source)
      status = try run.follow(command, linger: linger.duration)
      tree = run.tree
    } catch {
      file.take()?.discard()
      throw error
    }
    let report = FamilyReport(
      tree: tree, isColored: isColored,
      isUnicode: Glyphs.localeIsUnicode)
    let text = json ? report.json(WallClock(isUTC: true)) : Array(report.text.utf8)
    if let file = file.take() {
      do throws(FileFailure) {
        try file.write(text)
      } catch {
        // The command has run, and cannot be run again for the sake of a report.
        StandardError.write(text)
        StandardError.say("\(error)")
      }
    } else {
      StandardError.write(text)
    }
    StandardError.say(summary(of: tree))
    throw ExitCode(status.shellStatus)
  }

  private func summary(of tree: FamilyTree) -> String {
    let count = tree.members.count
    let status: String =
      switch tree.root.ending {
      case .ended(let status, _): status.code == 0 ? "code 0" : "\(status)"
      default: "not known"
      }
    return "\(command[0]) ended with \(status); \(count) \(count == 1 ? "process" : "processes"),"
      + " \(tree.abnormalCount) ended abnormally"
      + (tree.survivors.isEmpty ? "" : ", \(tree.survivors.count) still running")
  }
}

extension ExitStatus {
  /// What a shell makes of it.
  var shellStatus: Int32 {
    signal.map { 128 + $0.rawValue } ?? Int32(code ?? 0)
  }
}
