internal import KernelInterface
internal import ProcessEvents
internal import ProcessTable

/// Ends the descendants of a dead process.
enum OrphanEnding {
  /// Descendants may have children of their own while they are told to end.
  private static let rounds = 4
  /// Descriptors that are held at once.
  private static let batch = 256
  /// How long the kernel gets to end what it was told to kill, in milliseconds.
  private static let patience: UInt64 = 2_000

  static func run(
    _ source: any DescendantSource, _ context: AttemptContext
  ) async throws(ActionProblem) {
    // Nobody outlives the boot.
    let boot = context.death.process.boot
    guard boot == BootID.current() else { return }
    for _ in 0..<rounds {
      let known = await source.descendants(of: context.death.process)
      let wereThere = try await BlockingWork.run { () throws(ActionProblem) in
        try end(known, boot, context)
      }
      if !wereThere { return }
    }
    throw ActionProblem("descendants beget others faster than they can be ended")
  }

  /// - Returns: whether any of them was alive; now none is.
  private static func end(
    _ known: [ProcessIdentity], _ boot: BootID, _ context: AttemptContext
  ) throws(ActionProblem) -> Bool {
    var rest = known[...]
    var wereThere = false
    while !rest.isEmpty {
      try context.check()
      let targets = rest.prefix(batch).compactMap {
        OrphanTarget($0, boot: boot, owner: context.owner?.id)
      }
      rest = rest.dropFirst(batch)
      if !targets.isEmpty { wereThere = true }
      let refusal = send(Signal.terminate, to: targets)
      let killTime = min(
        context.death.plan.killDelay.milliseconds(after: Clocks.monotonic), context.deadline)
      let stubborn = wait(for: targets, until: killTime, context.cancellation)
      // Nobody is killed sooner than after the delay, and another attempt will follow.
      if context.cancellation.isCancelled { throw .interrupted }
      _ = send(Signal.kill, to: stubborn)
      let left = wait(
        for: stubborn, until: patience.milliseconds(after: Clocks.monotonic), context.cancellation)
      if !left.isEmpty {
        if let refusal { throw refusal }
        let ids = left.prefix(8).map { String($0.identity.process.rawValue) }
        throw ActionProblem(
          "\(left.count) descendants do not end: \(ids.joined(separator: " "))")
      }
    }
    return wereThere
  }

  /// - Returns: who may not be sent it first, if anybody.
  private static func send(
    _ signal: ProcessEvents.Signal, to targets: [OrphanTarget]
  ) -> ActionProblem? {
    var refusal: ActionProblem?
    for target in targets {
      do throws(SystemCallError) { try target.send(signal) } catch {
        let problem = ActionProblem(
          "descendant \(target.identity.process)", error,
          CleanupRights.own.remedy(for: error, .signals))
        refusal = refusal ?? problem
      }
    }
    return refusal
  }

  /// - Returns: who has not ended by then.
  private static func wait(
    for targets: [OrphanTarget], until end: UInt64, _ cancellation: Cancellation
  ) -> [OrphanTarget] {
    var living = targets[...]
    while let target = living.first {
      let now = Clocks.monotonic
      if now >= end || cancellation.isCancelled { break }
      if target.waitForEnd(atMost: end - now, interruptedBy: cancellation.rawDescriptor) {
        living.removeFirst()
      }
    }
    return living.filter { !$0.hasEnded }
  }
}
