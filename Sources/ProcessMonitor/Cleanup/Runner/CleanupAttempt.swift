internal import KernelInterface
internal import ProcessEvents
internal import ProcessTable

/// Carries out the actions of one attempt, one after the other.
enum CleanupAttempt {
  static func run(
    _ death: GuardedDeath, attempt: Int, count: Int, _ descendants: any DescendantSource,
    _ cancellation: Cancellation
  ) async -> CleanupOutcome {
    var tail = OutputTail()
    do throws(ActionProblem) {
      let rights = CleanupRights.own
      let owner = try rights.owner(death.owner)
      let context = AttemptContext(
        death: death, attempt: attempt, count: count,
        deadline: death.plan.timeLimit.milliseconds(after: Clocks.monotonic),
        cancellation: cancellation, owner: owner)
      let user =
        death.plan.hasCommand
        ? try rights.commandUser(death.plan.user, registrant: death.owner) : nil
      for action in death.plan.actions {
        try context.check()
        try await run(action, as: user, context, descendants, &tail)
      }
    } catch {
      return CleanupOutcome(
        succeeded: false, status: error.status, problem: PlainText.line(error.text),
        outputTail: tail.text)
    }
    return CleanupOutcome(
      succeeded: true, status: death.plan.hasCommand ? 0 : nil, problem: nil, outputTail: tail.text)
  }

  private static func run(
    _ action: CleanupAction, as user: UserAccount?, _ context: AttemptContext,
    _ descendants: any DescendantSource, _ tail: inout OutputTail
  ) async throws(ActionProblem) {
    switch action {
    case .command(let words):
      try await CommandAction.run(words, as: user, context, output: &tail)
    case .removeFiles(let pattern): try await removeFiles(pattern, context)
    case .removeSharedMemory(let pattern):
      if let removal = SharedMemoryRemoval(context.death, owner: context.owner?.id) {
        try await BlockingWork.run(as: context.owner) { () throws(ActionProblem) in
          try removal.run()
        }
      }
      if let pattern {
        guard !pattern.isEmpty, !pattern.utf8.contains(UInt8(ascii: "/")) else {
          throw ActionProblem("the name of shared memory has no slash: it is a name in /dev/shm")
        }
        try await removeFiles("/dev/shm/\(pattern)", context)
      }
    case .endOrphans: try await OrphanEnding.run(descendants, context)
    case .post(let url):
      let post = PostAction(target: try PostTarget(url), context: context)
      let document = DeathDocument.json(
        of: context.death, attempt: context.attempt, count: context.count)
      try await BlockingWork.run(as: context.owner) { () throws(ActionProblem) in
        try post.run(document)
      }
    }
  }

  private static func removeFiles(
    _ text: String, _ context: AttemptContext
  ) async throws(ActionProblem) {
    let pattern = try PathPattern(
      text,
      NamePattern.Values(
        pid: context.death.process.process.rawValue, token: context.death.token))
    try await BlockingWork.run(as: context.owner) { () throws(ActionProblem) in
      var removal = FileRemoval(owner: context.owner?.id) { () throws(ActionProblem) in
        try context.check()
      }
      try removal.run(pattern)
    }
  }
}
