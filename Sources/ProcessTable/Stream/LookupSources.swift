internal import KernelInterface
internal import ProcessEvents

/// Performs look-ups: in `/proc`, in the user database, in the kernel's log.
struct LookupSources: ~Copyable, Sendable {
  private let details: ProcessDetails
  private let redaction: ArgumentRedaction
  private var users: UserDatabase?
  private var outOfMemory: OutOfMemoryWatch?

  init(_ details: ProcessDetails, redaction: ArgumentRedaction) {
    self.details = details
    self.redaction = redaction
    users = details.contains(.user) ? UserDatabase() : nil
    outOfMemory = details.contains(.outOfMemory) ? OutOfMemoryWatch() : nil
  }

  mutating func look(
    for request: LookupPlan.Request
  ) -> (facts: ProcessFacts?, outOfMemory: OutOfMemoryProof?) {
    let facts = ProcessFacts.read(process: request.process, details: request.details)?
      .redacted(by: redaction)
    guard request.isKill else { return (facts, nil) }
    let proof = outOfMemory?.proof(
      ofKill: request.process, at: request.time, controlGroup: facts?.controlGroup)
    return (facts, proof)
  }

  func scan(_ take: (ProcessFacts) -> Void) {
    let redaction = redaction
    _ = ProcessFacts.scan(details: details) { take($0.redacted(by: redaction)) }
  }

  mutating func noteUserNames(in round: inout ProcessRound) {
    if let names = users?.takeChangedNames(at: round.horizon) { round.userNames = names }
  }
}

extension ProcessFacts {
  fileprivate func redacted(by redaction: ArgumentRedaction) -> ProcessFacts {
    guard let arguments else { return self }
    var facts = self
    facts.arguments = redaction.apply(to: arguments)
    return facts
  }
}
