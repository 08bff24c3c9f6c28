internal import ArgumentParser
internal import PlainData
internal import ProcessConnector

/// What is to be done when a process has died, besides a command.
struct CleanupOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Remove files by their path; * and ? match.", valueName: "pattern"))
  var removeFiles: [String] = []

  @Flag(help: "Remove System V shared memory of the process to which nobody is attached.")
  var removeSharedMemory = false

  @Option(
    help: ArgumentHelp(
      "The same, and POSIX shared memory by its name, such as buffer-{pid}.", valueName: "name"))
  var removeSharedMemoryNamed: [String] = []

  @Flag(help: "End what descends from the process and still lives.")
  var endOrphans = false

  @Option(
    help: ArgumentHelp(
      "Tell a server: http://localhost/path or unix:/socket:/path.", valueName: "url"))
  var post: [String] = []

  @Option(help: ArgumentHelp("How long an attempt may take: 30s.", valueName: "duration"))
  var timeLimit: DurationArgument?

  @Option(help: ArgumentHelp("Attempts until it is given up.", valueName: "number"))
  var attempts: Int?

  @Option(help: ArgumentHelp("As whom commands run.", valueName: "name"))
  var user: String?

  /// - Parameter hasCommand: whether there is a command to run, which stands elsewhere.
  func check(hasCommand: Bool) throws {
    if let attempts, attempts < 1 { throw ValidationError("--attempts is to be 1 or more.") }
    if let timeLimit, timeLimit.duration < .milliseconds(1) {
      throw ValidationError("--time-limit is to be 1ms or more.")
    }
    let hasTerms = timeLimit != nil || attempts != nil || user != nil
    if hasTerms, !hasCommand, actions.isEmpty {
      throw ValidationError(
        "--time-limit, --attempts and --user go with a clean-up, such as a command behind --.")
    }
  }

  /// It as the daemon takes it; nil where the guard's own is to be used.
  func document(command: [String]) -> PlainValue? {
    var actions = actions
    if !command.isEmpty {
      let value = PlainValue.list(command.map { .text($0) })
      actions.insert(Self.action("command", value), at: endOrphans ? 1 : 0)
    }
    guard !actions.isEmpty else { return nil }
    var entries = [PlainValue.Entry(key: "actions", value: .list(actions))]
    if let user { entries.append(.init(key: "user", value: .text(user))) }
    if let timeLimit {
      let milliseconds = timeLimit.duration.wholeNanoseconds / 1_000_000
      entries.append(.init(key: "time_limit", value: .text("\(milliseconds)ms")))
    }
    if let attempts { entries.append(.init(key: "attempts", value: .word("\(attempts)"))) }
    return .mapping(entries)
  }

  /// What is to be done, in the order that help tells; a command comes behind the end of orphans.
  private var actions: [PlainValue] {
    var actions: [PlainValue] = []
    if endOrphans { actions.append(Self.action("end_orphans", .absent)) }
    actions += removeFiles.map { Self.action("remove_files", .text($0)) }
    if removeSharedMemory { actions.append(Self.action("remove_shared_memory", .absent)) }
    actions += removeSharedMemoryNamed.map { Self.action("remove_shared_memory", .text($0)) }
    actions += post.map { Self.action("post", .text($0)) }
    return actions
  }

  private static func action(_ key: String, _ value: PlainValue) -> PlainValue {
    .mapping([.init(key: key, value: value)])
  }
}
