internal import KernelInterface
public import ProcessConnector
internal import ProcessEvents

/// The process connector, read synchronously, with what is known of the processes.
///
/// ```swift
/// var reader = try ProcessReader(ProcessConfiguration())
/// while try reader.wait() == .ready {
///   while try reader.read({ elements in handle(elements) }) {}
/// }
/// ```
///
/// Events are taken out of the socket before anything is looked up elsewhere. The subscription ends when the
/// reader goes out of scope.
///
/// Kernel: as for `ConnectorReader`.
public struct ProcessReader: ~Copyable, Sendable {
  var connector: ConnectorReader
  private(set) var sideBand: SideBandReader?
  var assembler: ProcessAssembler
  var plan: LookupPlan
  var sources: LookupSources
  private let interrupts: Epoll
  /// What has come while the batch before it was looked up.
  private(set) var next: [ConnectorElement] = []
  /// Memory of batches that have been told.
  var spare: [ConnectorElement] = []
  private var changes = ProcessChanges()
  var rescan = RescanSchedule()
  private(set) var mayHaveMore = false
  /// Why nothing more will come; thrown once all that came before has been told.
  private var failure: ConnectorError?
  var configuration: ProcessConfiguration
  /// When to look whether there are other CPUs.
  private var nextProcessorCheck = KernelInstant.now
  private var elements: [ProcessElement] = []
  private var delivered: UInt64 = 0
  /// All before this has been taken in.
  var horizon = KernelInstant(nanoseconds: 0)

  /// How often all processes were looked at.
  package private(set) var scans: UInt64 = 0

  /// Rounds for one who records them; empty where nobody does.
  var rounds: [ProcessRound] = []
  let keepsRounds: Bool

  /// Where the names come from; nil where none are asked for.
  public internal(set) var nameSource: NameSource?

  /// How a recording of the rounds is to be understood; nil where events alone are told.
  package let recording: Recording?

  /// Why ``nameSource`` is not the side band, where it might have been.
  public let sideBandRefusal: String?

  /// How many elements are taken from the socket before they are looked up.
  private static let batchSize = 4096

  /// Nanoseconds between two looks at which CPUs are online.
  private static let processorCheckInterval: UInt64 = 5_000_000_000

  /// Subscribes, and looks at all processes that there are.
  ///
  /// - Parameters:
  ///   - configuration: what to listen to, and what to find out.
  ///   - interrupt: a descriptor that ends a wait when it is readable; negative is none.
  /// - Throws: the cause where the kernel does not serve this process, with the next step.
  public init(
    _ configuration: ProcessConfiguration, interruptedBy interrupt: Int32 = -1
  ) throws(ConnectorError) {
    let details = configuration.wantedDetails
    self.configuration = configuration
    let interrupts = try ProcessReader.watch(interrupt)
    // The side band first: no name that an event might ask for escapes it then.
    var refusal: String?
    let sideBand = ProcessReader.openSideBand(configuration, wakingUp: interrupts, &refusal)
    let hasSideBand = sideBand != nil
    let (asked, filter) = configuration.split(hasSideBand: hasSideBand)
    let connector = try ConnectorReader(asked)
    self.connector = connector
    self.sideBand = sideBand
    self.interrupts = interrupts
    sideBandRefusal = refusal
    let source = configuration.nameSource(hasSideBand: hasSideBand)
    nameSource = configuration.needsTable ? source : nil
    recording =
      configuration.needsTable
      ? Recording(source: source, details: details, isFiltered: filter != .all) : nil
    keepsRounds = configuration.keepsRounds
    plan = LookupPlan(source: source, details: details)
    sources = LookupSources(details, redaction: configuration.redaction)
    assembler = ProcessAssembler(
      source: source, details: details, filter: filter, capacity: configuration.capacity,
      describes: configuration.describesProcesses)
    if configuration.needsTable { lookAtAll() }
  }

  private static func watch(_ interrupt: Int32) throws(ConnectorError) -> Epoll {
    do {
      let epoll = try Epoll()
      if interrupt >= 0 { try epoll.add(interrupt, token: interruptToken) }
      return epoll
    } catch {
      throw ConnectorError(error, in: .current())
    }
  }

  /// Opens the side band where it is wanted and to be had.
  ///
  /// - Parameter refusal: why it is not to be had.
  private static func openSideBand(
    _ configuration: ProcessConfiguration, wakingUp epoll: borrowing Epoll,
    _ refusal: inout String?
  ) -> SideBandReader? {
    guard configuration.needsTable, configuration.allowsSideBand else { return nil }
    if let error = SideBandError(unusableIn: .current()) {
      refusal = "\(error)"
      return nil
    }
    do {
      let reader = try SideBandReader(paths: configuration.wantedDetails.contains(.executable))
      for descriptor in reader.rawDescriptors { try epoll.add(descriptor, token: sideBandToken) }
      return reader
    } catch {
      refusal = "\(SideBandError(error, in: .current()))"
      return nil
    }
  }

  private mutating func lookAtAll() {
    let log = sources.logDescriptor
    // What cannot be watched is read when there is a question.
    if log >= 0 { try? interrupts.add(log, token: ProcessReader.logToken) }
    var round = ProcessRound(horizon: .now)
    scan(into: &round)
    sources.noteUserNames(in: &round)
    if keepsRounds { rounds.append(round) }
    assembler.take(round) { _ in }
  }

  private static let interruptToken: UInt64 = 0
  private static let sideBandToken: UInt64 = 1
  private static let logToken: UInt64 = 2

  /// What is known of the processes now.
  public var table: ProcessTable { assembler.table }

  /// Who tells of the events; never `ConnectorSource.automatic`.
  public var source: ConnectorSource { connector.source }

  /// Where what was not asked for is held back.
  public var filterStage: FilterStage { connector.filterStage }

  /// The counters as they stand; asks the kernel for the state of its buffer.
  public var counters: ConnectorCounters {
    var counters = connector.counters
    if nameSource != nil { counters.delivered = delivered }
    counters.droppedHere &+= assembler.dropped
    counters.undecided &+= assembler.undecided
    return counters
  }

  /// Records of perf's side band that were lost: names of processes may be uncertain since.
  public var lostRecords: UInt64 { assembler.lostRecords }

  /// Waits until it is time to read, as the configuration's delivery says.
  ///
  /// - Parameter timeout: the longest wait; nil is for ever.
  public mutating func wait(
    atMost timeout: Duration? = nil
  ) throws(ConnectorError) -> WaitOutcome {
    guard next.isEmpty, !mayHaveMore else { return .ready }
    let outcome = try connector.wait(atMost: timeout, interruptedBy: interrupts.rawDescriptor)
    guard outcome == .interrupted else { return outcome }
    var isInterrupted = false
    var hasLog = false
    do {
      try interrupts.ready { token in
        isInterrupted = isInterrupted || token == ProcessReader.interruptToken
        hasLog = hasLog || token == ProcessReader.logToken
      }
    } catch {
      throw ConnectorError(error, in: .current())
    }
    if hasLog { sources.readLog() }
    // The side band is read together with the connector, so that both are told by their time.
    return isInterrupted ? .interrupted : .ready
  }

  /// Reads what waits, at most some thousands of events, without waiting.
  ///
  /// - Parameter body: gets the elements in their order; it is not called when there are none.
  /// - Returns: whether more may wait.
  public mutating func read(
    _ body: (Span<ProcessElement>) -> Void
  ) throws(ConnectorError) -> Bool {
    guard nameSource != nil else {
      var plain = PlainRound(isKept: keepsRounds)
      defer { if let round = plain.round { rounds.append(round) } }
      return try connector.read { plain.tell($0, body) }
    }
    var told = takeMemory()
    let hasMore = try follow { element, _ in told.append(element) }
    tell(told, body)
    return hasMore
  }

  /// Reads as ``read(_:)``, where names are asked for, and shows the table as it is at each element.
  package mutating func follow(
    _ body: (ProcessElement, borrowing ProcessTable) -> Void
  ) throws(ConnectorError) -> Bool {
    var batch = takeNext()
    let horizon = drain(into: &batch)
    try throwFailure(behind: batch)
    take(batch, until: horizon, body)
    spare = consume batch
    return !next.isEmpty || mayHaveMore
  }

  /// Throws what was the end, where nothing came before it.
  func throwFailure(behind batch: [ConnectorElement]) throws(ConnectorError) {
    if batch.isEmpty, let failure { throw failure }
  }

  private mutating func takeMemory() -> [ProcessElement] {
    var memory: [ProcessElement] = []
    swap(&memory, &elements)
    memory.removeAll(keepingCapacity: true)
    return memory
  }

  private mutating func tell(
    _ told: consuming [ProcessElement], _ body: (Span<ProcessElement>) -> Void
  ) {
    if !told.isEmpty { body(told.span) }
    elements = told
  }

  /// Reads all that has come so far, and losses not told yet: for the end of a run.
  public mutating func readToEnd(
    _ body: (Span<ProcessElement>) -> Void
  ) throws(ConnectorError) {
    guard nameSource != nil else {
      var plain = PlainRound(isKept: keepsRounds)
      try connector.readToEnd { plain.tell($0, body) }
      if let round = plain.round { rounds.append(round) }
      return
    }
    var told = takeMemory()
    var failure: ConnectorError?
    do throws(ConnectorError) {
      try followToEnd { element, _ in told.append(element) }
    } catch {
      failure = error
    }
    tell(told, body)
    if let failure { throw failure }
  }

  /// Reads as ``readToEnd(_:)``, where names are asked for, and shows the table as it is at each element.
  package mutating func followToEnd(
    _ body: (ProcessElement, borrowing ProcessTable) -> Void
  ) throws(ConnectorError) {
    // What others add meanwhile must not keep us here for ever.
    var rounds = 0
    while try follow(body), rounds < 256 { rounds += 1 }
    var batch = takeNext()
    do throws(ConnectorError) {
      try connector.readToEnd { elements in
        for index in elements.indices { batch.append(elements[index]) }
      }
    } catch {
      failure = error
    }
    take(batch, until: .now, body)
    if let failure { throw failure }
  }

  /// What has been gone by since this was called the last time, where the configuration says to keep it.
  package mutating func takeRounds() -> [ProcessRound] {
    defer { rounds.removeAll(keepingCapacity: true) }
    return rounds
  }

  /// What has come already, in memory that nobody else holds.
  mutating func takeNext() -> [ConnectorElement] {
    var batch: [ConnectorElement] = []
    swap(&batch, &next)
    swap(&next, &spare)
    next.removeAll(keepingCapacity: true)
    return batch
  }

  /// Takes events from the socket until it is empty, or a batch is full.
  ///
  /// - Returns: the moment before which nothing is missing.
  mutating func drain(into list: inout [ConnectorElement]) -> KernelInstant {
    var isEmpty = false
    var horizon = KernelInstant.now
    while !isEmpty, failure == nil, list.count < ProcessReader.batchSize {
      horizon = .now
      do throws(ConnectorError) {
        isEmpty =
          !(try connector.read { elements in
            for index in elements.indices { list.append(elements[index]) }
          })
      } catch {
        failure = error
      }
    }
    mayHaveMore = !isEmpty
    if !isEmpty, let last = list.last { horizon = last.time }
    return horizon
  }

  /// Finds out what there is to know about some elements, and tells them.
  private mutating func take(
    _ batch: [ConnectorElement], until horizon: KernelInstant,
    _ body: (ProcessElement, borrowing ProcessTable) -> Void
  ) {
    let round = makeRound(of: batch, until: horizon)
    self.horizon = horizon
    assembler.take(round) { element, table in
      if case .lost = element.element {} else { delivered &+= 1 }
      body(element, table)
    }
  }

  /// Finds out what there is to know about some elements.
  mutating func makeRound(
    of batch: [ConnectorElement], until horizon: KernelInstant
  ) -> ProcessRound {
    var round = ProcessRound(horizon: horizon)
    round.elements = batch
    // After the socket: what the side band says of an event has been there before the event.
    sideBand?.drain(into: &round.sideBand)
    look(into: &round)
    if round.elements.contains(where: { if case .lost = $0 { true } else { false } }) {
      sources.eventsWereLost()
    }
    replaceSideBandIfNeeded(&round)
    rescan.isWanted = rescan.isWanted || assembler.takeRescanRequest()
    if rescan.isDue { scan(into: &round) }
    sources.noteUserNames(in: &round)
    if keepsRounds { rounds.append(round) }
    return round
  }

  private mutating func look(into round: inout ProcessRound) {
    let requests = plan.requests(for: round.elements)
    if !requests.isEmpty {
      let answers = sources.look(for: requests)
      // What has happened up to the readings tells which of them are certain.
      var later: [ConnectorElement] = []
      swap(&later, &next)
      let known = drain(into: &later)
      sideBand?.drain(into: &round.sideBand)
      changes.take(round, later)
      next = later
      for (request, answer) in zip(requests, answers) {
        // What has not come out of the socket yet may speak against it.
        let isConfirmed = answer.facts.map {
          answer.readUntil <= known
            && plan.confirms($0, for: request, lastChange: changes[request.process])
        }
        round.lookups.append(
          ProcessLookup(
            position: request.position, facts: answer.facts, isConfirmed: isConfirmed ?? false,
            outOfMemory: answer.outOfMemory))
      }
    } else if plan.looksForPrograms {
      changes.take(round, [])
    }
    changes.forget(before: round.horizon)
  }

  /// Opens the side band anew where a CPU has come online since, of which it would tell nothing.
  private mutating func replaceSideBandIfNeeded(_ round: inout ProcessRound) {
    guard sideBand != nil, round.horizon >= nextProcessorCheck else { return }
    nextProcessorCheck = round.horizon.advanced(byNanoseconds: ProcessReader.processorCheckInterval)
    guard sideBand?.coversOnlineProcessors == false else { return }
    var refusal: String?
    let new = ProcessReader.openSideBand(configuration, wakingUp: interrupts, &refusal)
    // What happened there until now is a loss of unknown size.
    round.sideBand.append(SideBandRecord(time: round.horizon, payload: .lost(0)))
    if new != nil { sideBand = new }
  }

  /// Looks at all processes that there are.
  private mutating func scan(into round: inout ProcessRound) {
    let begin = KernelInstant.now
    let seesAll = sources.scan { round.scanned.append($0) }
    if seesAll { round.completedScan = begin }
    rescan.done(begin, .now)
    scans &+= 1
  }
}
