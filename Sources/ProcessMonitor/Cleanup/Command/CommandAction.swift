internal import KernelInterface
internal import ProcessEvents
internal import Subprocess
internal import Synchronization
internal import SystemPackage

/// Runs the program of a clean-up in a session and process group of its own.
enum CommandAction {
  /// - Parameter account: as whom it runs; nil is this process's own user.
  static func run(
    _ words: [String], as account: UserAccount?, _ context: AttemptContext,
    output tail: inout OutputTail
  ) async throws(ActionProblem) {
    guard let path = words.first, path.hasPrefix("/") else {
      throw ActionProblem("the command has no absolute path")
    }
    guard !words.contains(where: { $0.utf8.contains(0) }) else {
      throw ActionProblem("\(path) has a zero byte among its arguments")
    }
    let watch: CommandWatch
    let command = Configuration(
      executable: .path(FilePath(path)),
      arguments: Arguments(Array(words.dropFirst())), environment: environment(context, account),
      workingDirectory: "/", platformOptions: options(account))
    do { watch = try await run(command, context) } catch let problem as ActionProblem {
      throw problem
    } catch let error as SubprocessError {
      throw ActionProblem("\(path) cannot be run: \(reason(of: error, path))")
    } catch {
      throw ActionProblem("\(path) cannot be run: \(error)")
    }
    tail.append(watch.tail)
    try judge(watch, path, context)
  }

  private static func options(_ account: UserAccount?) -> PlatformOptions {
    var options = PlatformOptions()
    options.createSession = true
    if let account, HostFacts.effectiveUser == 0 {
      options.userID = account.id
      options.groupID = account.group
      options.supplementaryGroups = account.groups
    }
    return options
  }

  private static func environment(
    _ context: AttemptContext, _ account: UserAccount?
  ) -> Environment {
    let variables = DeathVariables.list(
      context.death, attempt: context.attempt, count: context.count,
      user: account ?? .withID(HostFacts.effectiveUser))
    var values: [Environment.Key: String] = [:]
    for variable in variables {
      if let key = Environment.Key(rawValue: variable.name) { values[key] = variable.value }
    }
    return .custom(values)
  }

  /// The library's descriptors go to the command alone; this process keeps its own.
  private static func run(
    _ command: Configuration, _ context: AttemptContext
  ) async throws -> CommandWatch {
    let streams = try CommandStreams(
      input: Array(
        DeathDocument.json(of: context.death, attempt: context.attempt, count: context.count).utf8))
    let result = try await Subprocess.run(
      command,
      input: .fileDescriptor(
        FileDescriptor(rawValue: streams.input), closeAfterSpawningProcess: false),
      output: .fileDescriptor(
        FileDescriptor(rawValue: streams.outputForChild), closeAfterSpawningProcess: false),
      error: .fileDescriptor(
        FileDescriptor(rawValue: streams.outputForChild), closeAfterSpawningProcess: false)
    ) { execution in
      streams.closeForChild()
      let child = execution.processIdentifier.value
      do throws(ActionProblem) {
        return try await BlockingWork.run { () throws(ActionProblem) in
          try streams.watch(child, context)
        }
      } catch {
        // There was no thread to watch it. It has not been reaped before this returns.
        ProcessGroup.send(signal: ProcessEvents.Signal.kill.rawValue, to: child)
        throw error
      }
    }
    return result.closureResult
  }

  private static func judge(
    _ watch: CommandWatch, _ path: String, _ context: AttemptContext
  ) throws(ActionProblem) {
    let status = watch.status ?? 0
    let killed = watch.wasKilled ? "; it did not end by SIGTERM, and was killed" : ""
    switch watch.reason {
    case .interrupted:
      throw ActionProblem(ActionProblem.interrupted.text + killed, status: status)
    case .tookTooLong:
      throw ActionProblem(
        "\(path) took longer than \(context.death.plan.timeLimit) ms\(killed)", status: status)
    case .ended where status != 0:
      throw ActionProblem("\(path): \(ExitStatus(rawValue: status))", status: status)
    case .ended: break
    }
  }

  private static func reason(of error: SubprocessError, _ path: String) -> String {
    // The library says so too where the kernel refused to run what is there.
    if error.code == .executableNotFound, FileVersion(of: path) != nil {
      return "it is not executable for this user, or its interpreter is not there"
    }
    if let number = error.underlyingError?.rawValue {
      return KernelInterface.Errno(rawValue: number).description
    }
    return PlainText.line(error.description)
  }
}

/// The descriptors of one command.
private final class CommandStreams: Sendable {
  private let document: OwnedDescriptor
  private let output: OwnedDescriptor
  private let writing: Mutex<OwnedDescriptor?>
  let outputForChild: Int32

  init(input: [UInt8]) throws {
    do throws(SystemCallError) {
      document = try .memoryFile("death", content: input)
      var pipe = try Pipe()
      output = pipe.takeReading()
      let writing = pipe.takeWriting()
      outputForChild = writing.rawValue
      self.writing = Mutex(writing)
      try output.setNonblocking()
    } catch { throw ActionProblem("no descriptors for the command", error) }
  }

  var input: Int32 { document.rawValue }

  /// Lets the output end with the last descendant of the command that has it.
  func closeForChild() { writing.withLock { $0 = nil } }

  func watch(_ child: Int32, _ context: AttemptContext) throws(ActionProblem) -> CommandWatch {
    var watch = CommandWatch()
    do throws(SystemCallError) {
      try watch.run(
        child: child, output: output, until: context.deadline,
        killDelay: context.death.plan.killDelay, cancellation: context.cancellation)
    } catch { throw ActionProblem("the command cannot be watched", error) }
    return watch
  }
}
