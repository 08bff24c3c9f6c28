internal import KernelInterface
internal import ProcessEvents

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
    let watch = try await BlockingWork.run { () throws(ActionProblem) in
      try start(words, as: account, context)
    }
    tail.append(watch.tail)
    try judge(watch, path, context)
  }

  /// Runs it to its end, on a thread that may wait.
  private static func start(
    _ words: [String], as account: UserAccount?, _ context: AttemptContext
  ) throws(ActionProblem) -> CommandWatch {
    let document = DeathDocument.json(
      of: context.death, attempt: context.attempt, count: context.count)
    var streams: CommandStreams
    do throws(SystemCallError) { streams = try CommandStreams(document) } catch {
      throw ActionProblem("no descriptors for the command", error)
    }
    let variables = DeathVariables.list(
      context.death, attempt: context.attempt, count: context.count,
      user: account ?? .withID(HostFacts.effectiveUser))
    var command = DetachedCommand(
      arguments: words, environment: variables.map { "\($0.name)=\($0.value)" },
      input: streams.input.rawValue, output: streams.writing?.rawValue ?? -1)
    command.limitsCapabilities = true
    if let account, account.id != HostFacts.effectiveUser || Self.canSetGroups {
      command.user = (account.id, account.group, account.groups)
    }
    let child: Int32
    do throws(SystemCallError) { child = try command.start() } catch {
      throw ActionProblem("\(words[0]) cannot be run: \(error.errno)")
    }
    // The output ends with the last descendant that has it.
    streams.writing = nil
    defer { EndedChild.reap(child) }
    var watch = CommandWatch()
    do throws(SystemCallError) {
      try watch.run(
        child: child, output: streams.output, until: context.deadline,
        killDelay: context.death.plan.killDelay, cancellation: context.cancellation)
    } catch { throw ActionProblem("\(words[0]) cannot be watched", error) }
    return watch
  }

  /// Without this, a command of this process's own user has the groups that this process was given.
  private static var canSetGroups: Bool {
    CapabilitySet.own.isSuperset(of: [.userChange, .groupChange])
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
}

/// The descriptors of one command.
private struct CommandStreams: ~Copyable {
  /// A command may leave its input unread; a pipe would have somebody wait then.
  let input: OwnedDescriptor
  let output: OwnedDescriptor
  var writing: OwnedDescriptor?

  init(_ document: String) throws(SystemCallError) {
    let input = try OwnedDescriptor.memoryFile("death", content: Array(document.utf8))
    var pipe = try Pipe()
    let output = pipe.takeReading()
    try output.setNonblocking()
    self.input = input
    self.output = output
    writing = pipe.takeWriting()
  }
}
