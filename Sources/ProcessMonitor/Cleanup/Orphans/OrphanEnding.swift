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
    guard context.death.process.boot == BootID.current() else { return }
    var left: [ProcessIdentity] = []
    for round in 0..<rounds {
      let known = await source.descendants(of: context.death.process)
      left = try await BlockingWork.run { () throws(ActionProblem) in
        try end(known, isFirst: round == 0, context)
      }
      if left.isEmpty && round > 0 { return }
    }
    if !left.isEmpty {
      let ids = left.prefix(8).map { String($0.process.rawValue) }.joined(separator: " ")
      throw ActionProblem("\(left.count) descendants still live: \(ids)")
    }
  }

  /// - Returns: who was found alive and is not known to have ended; in the first round, whoever was found.
  private static func end(
    _ known: [ProcessIdentity], isFirst: Bool, _ context: AttemptContext
  ) throws(ActionProblem) -> [ProcessIdentity] {
    var left: [ProcessIdentity] = []
    var rest = known[...]
    while !rest.isEmpty {
      try context.check()
      let targets = rest.prefix(batch).compactMap { OrphanTarget($0, owner: context.owner?.id) }
      rest = rest.dropFirst(batch)
      for target in targets { target.send(Signal.terminate) }
      let killTime = min(
        context.death.plan.killDelay.milliseconds(after: Clocks.monotonic), context.deadline)
      let stubborn = wait(for: targets, until: killTime, context.cancellation)
      for target in stubborn { target.send(Signal.kill) }
      left += wait(
        for: stubborn, until: patience.milliseconds(after: Clocks.monotonic), context.cancellation
      ).map(\.identity)
    }
    return left
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
