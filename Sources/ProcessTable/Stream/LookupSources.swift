internal import KernelInterface
internal import ProcessConnector
internal import ProcessEvents

/// Performs look-ups: in `/proc`, in the user database, in the kernel's log.
struct LookupSources: ~Copyable, Sendable {
  private var details: ProcessDetails
  private let redaction: ArgumentRedaction
  private var users: UserDatabase?
  private var outOfMemory: OutOfMemoryWatch?

  init(_ details: ProcessDetails, redaction: ArgumentRedaction) {
    self.details = details
    self.redaction = redaction
    users = details.contains(.user) ? UserDatabase() : nil
    outOfMemory = details.contains(.outOfMemory) ? OutOfMemoryWatch() : nil
  }

  /// Goes on with other facts; of users and the kernel's log as at the beginning.
  mutating func change(details: ProcessDetails) { self.details = details }

  /// Readable when ``readLog()`` is to be called; negative where nothing is to be watched.
  var logDescriptor: Int32 {
    switch outOfMemory {
    case .some(let watch): watch.logDescriptor
    case .none: -1
    }
  }

  mutating func readLog() { outOfMemory?.readLog() }

  /// Looks up all that is asked, at once: before the processes are gone.
  mutating func look(for requests: [LookupPlan.Request]) -> [LookupPlan.Answer] {
    var answers: [LookupPlan.Answer] = []
    for request in requests {
      var facts = ProcessFacts.read(process: request.process, details: request.details)
      let readUntil = KernelInstant.now
      // Whether there are any was the question.
      if !details.contains(.arguments) { facts?.arguments = nil }
      facts = facts?.redacted(by: redaction)
      if let group = facts?.controlGroup { outOfMemory?.baseline(of: group) }
      if request.isKill {
        outOfMemory?.killed(request.process, controlGroup: facts?.controlGroup)
      }
      answers.append(LookupPlan.Answer(facts: facts, readUntil: readUntil))
    }
    for (index, request) in requests.enumerated() where request.isKill {
      answers[index].outOfMemory = outOfMemory?.proof(
        ofKill: request.process, at: request.time, start: answers[index].facts?.start,
        controlGroup: answers[index].facts?.controlGroup)
    }
    return answers
  }

  mutating func eventsWereLost() { outOfMemory?.eventsWereLost() }

  /// - Returns: whether all were seen.
  func scan(_ take: (ProcessFacts) -> Void) -> Bool {
    let redaction = redaction
    return ProcessFacts.scan(details: details) { take($0.redacted(by: redaction)) }
  }

  func look(at process: ProcessID) -> ProcessFacts? {
    ProcessFacts.read(process: process, details: details)?.redacted(by: redaction)
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
