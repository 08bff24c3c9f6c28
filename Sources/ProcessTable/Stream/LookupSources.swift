internal import KernelInterface
internal import ProcessEvents

/// Performs look-ups: in `/proc`, in the user database, in the kernel's log.
struct LookupSources: Sendable {
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
    let facts = read(request.process, request.details)
    guard request.isKill else { return (facts, nil) }
    let proof = outOfMemory?.proof(
      ofKill: request.process, at: request.time, controlGroup: facts?.controlGroup)
    return (facts, proof)
  }

  func scan(_ take: (ProcessFacts) -> Void) {
    // Arguments and programs of those that have been there are looked at as well, once.
    ProcessFacts.scan(details: details) { take(redacted($0)) }
  }

  private func read(_ process: ProcessID, _ details: ProcessDetails) -> ProcessFacts? {
    ProcessFacts.read(process: process, details: details).map(redacted)
  }

  private func redacted(_ facts: ProcessFacts) -> ProcessFacts {
    guard let arguments = facts.arguments else { return facts }
    var facts = facts
    facts.arguments = redaction.apply(to: arguments)
    return facts
  }

  mutating func noteUserNames(in round: inout ProcessRound) {
    if let names = users?.takeChanges() { round.userNames = names }
  }
}
