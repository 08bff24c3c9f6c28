internal import ProcessConnector
internal import ProcessEvents

/// Decides what has to be looked up in `/proc` for the elements of a batch. It performs no effect.
struct LookupPlan: Sendable {
  let source: NameSource
  let details: ProcessDetails

  /// One thing to look up.
  struct Request: Hashable, Sendable {
    var position: Int
    var process: ProcessID
    var time: KernelInstant
    var details: ProcessDetails
    var kind: Kind
    /// The end by SIGKILL, of which the cause may be found.
    var isKill = false
  }

  struct Answer: Hashable, Sendable {
    var facts: ProcessFacts?
    /// When reading them had ended.
    var readUntil: KernelInstant
    var outOfMemory: OutOfMemoryProof?
  }

  enum Kind: Hashable, Sendable {
    /// A program that has just begun: certain where no other has by the time that it was read.
    case program
    /// A process that has just begun, or does something else: what is read may be from later.
    case living
    /// A process that has ended: certain where it is a zombie still.
    case zombie
  }

  /// What `/proc` alone can tell where the side band tells of names and programs.
  private var slowDetails: ProcessDetails {
    details.intersection([.arguments, .controlGroup])
  }

  /// Whether the programs of processes are ever looked at.
  var looksForPrograms: Bool { source != .sideBand || !slowDetails.isEmpty }

  /// What to look up, in the order of the elements.
  func requests(for elements: [ConnectorElement]) -> [Request] {
    // Of several programs one after the other, what is read can only be about the last.
    var lastExec: [ProcessID: Int] = [:]
    if looksForPrograms {
      for (position, element) in elements.enumerated() {
        if case .event(let event) = element, case .exec(let task) = event.payload {
          lastExec[task.process] = position
        }
      }
    }
    var requests: [Request] = []
    for (position, element) in elements.enumerated() {
      guard let process = element.task?.process else { continue }
      var request = Request(
        position: position, process: process, time: element.time, details: details, kind: .living)
      switch element {
      case .death(let death):
        request.kind = .zombie
        request.isKill = death.status.signal == .kill
        request.details.formIntersection([.user, .controlGroup])
        let isWorthIt = death.status.isAbnormal && looksForPrograms
        if isWorthIt || (request.isKill && details.contains(.outOfMemory)) {
          requests.append(request)
        }
      case .event(let event):
        switch event.payload {
        case .exec where lastExec[process] == position:
          request.kind = .program
          if source == .sideBand {
            request.details = slowDetails
          } else {
            // They are empty while an exec is under way, and so tell that none is.
            request.details.insert(.arguments)
          }
        case .exec: continue
        case .fork(let fork):
          guard fork.isProcess, details.contains(.controlGroup) else { continue }
          request.details = .controlGroup
        case .exit: continue
        default:
          guard source == .procFileSystem else { continue }
        }
        if source != .sideBand || !request.details.isEmpty { requests.append(request) }
      default: continue
      }
    }
    return requests
  }

  /// Whether what was read for a request is certain, by what has come meanwhile.
  ///
  /// - Parameter lastChange: when the id last came to mean another process, program or name, of all that is
  ///   known to have happened by the time of the reading.
  func confirms(
    _ facts: ProcessFacts, for request: Request, lastChange: KernelInstant?
  ) -> Bool {
    guard facts.start <= request.time else { return false }
    if let lastChange, lastChange > request.time { return false }
    switch request.kind {
    case .living: return false
    case .zombie:
      // One that began in the tick in which this one died may have got its id, but not at once.
      let isQuick =
        facts.readAt.nanoseconds < request.time.nanoseconds &+ ProcessTable.tick
      let isOlder =
        facts.start.nanoseconds &+ ProcessTable.tick &+ ProcessTable.clockSlack
        <= request.time.nanoseconds
      return facts.isZombie && (isQuick || isOlder)
    case .program:
      guard source != .sideBand else { return true }
      // Where few kinds of events are taken in, none would speak against it. And while a tracer holds it
      // within an exec, the event of that is still to come.
      return source == .events && !facts.isTraced
        && (facts.hasArguments || facts.isEnding || facts.isZombie)
    }
  }
}
