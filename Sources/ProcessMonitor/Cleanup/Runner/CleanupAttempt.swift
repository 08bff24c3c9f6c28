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
      let owner = try owner(of: death)
      let context = AttemptContext(
        death: death, attempt: attempt, count: count,
        deadline: death.plan.timeLimit.milliseconds(after: Clocks.monotonic),
        cancellation: cancellation, owner: owner)
      let user = try commandUser(death.plan.user, owner)
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

  /// Whose rights limit all that is done: those of the user who registered the process, unless that is this
  /// process's own user or root.
  private static func owner(of death: GuardedDeath) throws(ActionProblem) -> UserAccount? {
    guard let id = death.owner, id != 0, id != HostFacts.effectiveUser else { return nil }
    guard HostFacts.effectiveUser == 0 else {
      throw ActionProblem("the registration is user \(id)'s, and the monitor is not root")
    }
    return .withID(id)
  }

  private static func commandUser(
    _ name: String?, _ owner: UserAccount?
  ) throws(ActionProblem) -> UserAccount? {
    guard let name else { return owner }
    guard let user = UserAccount.named(name) else {
      throw ActionProblem("there is no user \(name)")
    }
    guard owner == nil || owner?.id == user.id else {
      throw ActionProblem("a registration of user \(owner?.id ?? 0) cannot run as \(name)")
    }
    let own = HostFacts.effectiveUser
    guard own == 0 || own == user.id else {
      throw ActionProblem("nothing can run as \(name): the monitor is not root")
    }
    return user
  }
}

extension CleanupPlan {
  fileprivate var hasCommand: Bool {
    actions.contains { if case .command = $0 { true } else { false } }
  }
}
