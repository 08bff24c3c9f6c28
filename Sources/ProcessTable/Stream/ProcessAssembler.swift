package import ProcessConnector
package import ProcessEvents

/// Joins the connector's elements, by their time, with what else is known of the processes. It performs no
/// effect: the same rounds give the same elements again.
package struct ProcessAssembler: Sendable {
  package private(set) var table: ProcessTable
  private var source: NameSource
  private var details: ProcessDetails
  private let filter: CompiledFilter?
  /// Asked for each element, without a copy of the filter.
  private let hasFilter: Bool
  private var pending = SideBandQueue()
  /// Elements that the filter has held back here.
  package private(set) var dropped: UInt64 = 0
  /// Those among them of which it could not be known whether they match.
  package private(set) var undecided: UInt64 = 0
  /// Records of the side band that were lost.
  package private(set) var lostRecords: UInt64 = 0

  private let describes: Bool
  private var wantsRescan = false

  /// The most records of the side band that wait for events of their time.
  private static let pendingLimit = 1 << 20

  /// - Parameters:
  ///   - filter: judges what the connector has let through; `all` where that is to be told as it is.
  ///   - describes: whether elements come with descriptions of their processes.
  package init(
    source: NameSource, details: ProcessDetails, filter: Filter = .all, capacity: Int = 200_000,
    describes: Bool = true
  ) {
    self.describes = describes
    self.source = source
    self.details = details
    hasFilter = filter != .all
    self.filter = hasFilter ? CompiledFilter(filter) : nil
    table = ProcessTable(capacity: capacity)
  }

  /// Takes in a round, and tells its elements.
  package mutating func take(_ round: ProcessRound, _ tell: (ProcessElement) -> Void) {
    take(round) { element, _ in tell(element) }
  }

  /// Takes in a round, and tells its elements, each with the table as it is at that moment.
  package mutating func take(
    _ round: ProcessRound, seeing tell: (ProcessElement, borrowing ProcessTable) -> Void
  ) {
    walk(through: round) { assembler, element, proof in
      guard assembler.passes(element) else { return }
      var told = ProcessElement(element)
      if assembler.describes, let task = element.task {
        // It is large, and so made in its place.
        told.process = assembler.table.description(
          of: task.process, at: element.time, details: assembler.details, outOfMemory: proof)
      }
      tell(told, assembler.table)
    }
  }

  /// Takes in a round, and shows each of its elements, whatever the filter, beside the table of that moment.
  package mutating func take(_ round: ProcessRound, visit: ElementVisit) {
    walk(through: round) { visit($1, $2, $0.table) }
  }

  /// Goes on with another source of names and other facts.
  mutating func change(source: NameSource, details: ProcessDetails) {
    // What was not observed so far may have become otherwise.
    if self.source == .procFileSystem { table.eventsWereLost() }
    self.source = source
    self.details = details
  }

  @inline(__always)
  private mutating func walk(
    through round: ProcessRound,
    _ visit: (inout ProcessAssembler, ConnectorElement, OutOfMemoryProof?) -> Void
  ) {
    // Nothing tells of what became meanwhile of those from before.
    if source == .procFileSystem { table.eventsWereLost() }
    if !round.userNames.isEmpty { table.userNames = round.userNames }
    pending.append(round.sideBand)
    if pending.count > ProcessAssembler.pendingLimit {
      // So many cannot wait for events: it is as if they had been lost.
      lostRecords &+= UInt64(pending.removeAll())
      table.eventsWereLost()
      wantsRescan = true
    }

    var lookups = round.lookups[...]
    for (position, element) in round.elements.enumerated() {
      takeRecords(through: element.time)
      observe(element)
      var proof: OutOfMemoryProof?
      while let lookup = lookups.first, lookup.position == position {
        if let facts = lookup.facts {
          table.observe(facts, at: element.time, isConfirmed: lookup.isConfirmed)
        }
        proof = lookup.outOfMemory ?? proof
        lookups.removeFirst()
      }
      visit(&self, element, proof)
    }
    takeRecords(through: round.horizon)
    if table.takeDoubt() { wantsRescan = true }
    for facts in round.scanned { table.observe(facts, at: facts.readAt, isConfirmed: true) }
    if !round.scanned.isEmpty { table.linkFamilies() }
    if let scan = round.completedScan { table.completeScan(begunAt: scan) }
    table.expire(before: round.horizon)
  }

  private mutating func observe(_ element: ConnectorElement) {
    switch element {
    case .event(let event):
      if source == .sideBand, case .fork(let fork) = event.payload, fork.isProcess,
        let record = pending.takeFork(of: fork.child, at: event.time)
      {
        // The kernel writes it a moment later than the event, but it knows more.
        table.observe(record)
      }
      table.observe(event, namesFollow: source == .sideBand)
    case .death(let death): table.observe(death)
    case .lost:
      switch source {
      case .events: table.eventsWereLost()
      case .sideBand where details.contains(.user):
        // It does not depend on the connector, but users' ids are from there.
        table.userChangesWereLost()
      case .sideBand, .procFileSystem: return
      }
      wantsRescan = true
    }
  }

  /// Whether all processes ought to be looked at anew, since something was lost.
  package mutating func takeRescanRequest() -> Bool {
    defer { wantsRescan = false }
    return wantsRescan
  }

  private mutating func takeRecords(through instant: KernelInstant) {
    while let record = pending.takeFirst(through: instant) {
      if case .lost(let count) = record.payload {
        lostRecords &+= count
        wantsRescan = true
      }
      table.observe(record)
    }
  }

  /// Does something with the table between two rounds.
  package mutating func withTable<Result>(_ body: (inout ProcessTable) -> Result) -> Result {
    body(&table)
  }

  /// Whether an element is told.
  private mutating func passes(_ element: ConnectorElement) -> Bool {
    guard hasFilter, let filter else { return true }
    let truth: Filter.Truth
    switch element {
    case .event(let event): truth = filter.evaluate(event, fields: table)
    case .death(let death): truth = filter.evaluate(death, fields: table)
    default: return true
    }
    if truth == .true { return true }
    if truth == .undecided { undecided &+= 1 }
    dropped &+= 1
    return false
  }
}

/// Gets an element, a proof of its process's end, and what is known of all processes at that moment.
package typealias ElementVisit = (ConnectorElement, OutOfMemoryProof?, borrowing ProcessTable) ->
  Void

extension ConnectorElement {
  /// The task that it is about, of a death the first thread; nil for losses.
  package var task: TaskID? {
    switch self {
    case .event(let event): event.task
    case .death(let death): TaskID(leaderOf: death.process)
    default: nil
    }
  }
}
