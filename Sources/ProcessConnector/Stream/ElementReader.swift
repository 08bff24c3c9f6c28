internal import KernelInterface
package import ProcessEvents

/// Reads elements from a session: events, deaths and losses in their order.
package struct ElementReader: ~Copyable, Sendable {
  package private(set) var session: ConnectorSession
  private var configuration: ConnectorConfiguration
  private var assembler: ElementAssembler
  private var liveness: LivenessWatch
  private var pacer: Pacer
  private var drainedEvents = 0
  private var isDrained = true
  private var delivered: UInt64 = 0
  private var wakeups: UInt64 = 0

  package init(
    _ session: consuming ConnectorSession, configuration: ConnectorConfiguration
  ) throws(ConnectorError) {
    liveness = try LivenessWatch.open(besides: session.transport.rawDescriptor)
    assembler = ElementAssembler(
      configuration.plan(at: session.stage), batchSize: session.transport.capacity,
      deliversUndecided: configuration.deliversUndecided)
    let latency: UInt64 =
      switch configuration.delivery {
      case .immediate: 0
      case .coalesced(let duration): duration.wholeNanoseconds
      }
    pacer = Pacer(latency: latency, bufferSize: session.counters.bufferSize)
    self.configuration = configuration
    isDrained = !session.isAdopted
    self.session = session
  }

  /// Whether what has been read may still lead to an element without any further event, apart from ``living``.
  package var holdsBack: Bool {
    !isDrained || assembler.tracker.isUndecided || liveness.awaitsStatus
  }

  /// Processes of which a thread has ended, and that were alive after that: when the last thread ends, what
  /// was read of the others may matter.
  package var living: some Collection<ProcessID> { liveness.living }

  package mutating func handOn(_ isHandedOn: Bool) { session.handOn(isHandedOn) }

  package var rawDescriptor: Int32 { liveness.rawDescriptor }

  package borrowing func counters() -> ConnectorCounters {
    var counters = session.currentCounters()
    counters.delivered = delivered
    counters.wakeups = wakeups
    counters.droppedHere = assembler.dropped
    counters.undecided = assembler.undecided
    return counters
  }

  /// Waits until there is something to read, and in coalesced delivery until it is time to read it.
  package mutating func wait(
    atMost timeout: UInt64?, interruptedBy interrupt: Int32
  ) throws(ConnectorError) -> WaitOutcome {
    guard isDrained else { return .ready }
    do {
      let begin = Clocks.monotonic
      if !pacer.isFlowing {
        let due = dueTime.map { $0 > begin ? $0 - begin : 0 }
        let limit = timeout.map { min($0, due ?? .max) } ?? due
        let found = try pollReadable(source, interrupt, timeout: limit)
        wakeups &+= 1
        if found.contains(.second) { return .interrupted }
        if !found.contains(.first) { return limit == due && due != nil ? .ready : .timedOut }
      }
      var delay = pacer.delay
      if let timeout {
        let elapsed = Clocks.monotonic &- begin
        delay = min(delay, timeout > elapsed ? timeout - elapsed : 0)
      }
      guard delay > 0 else { return .ready }
      let found = try pollReadable(-1, interrupt, timeout: delay)
      wakeups &+= 1
      return found.contains(.second) ? .interrupted : .ready
    } catch {
      throw ConnectorError(error, in: .current())
    }
  }

  /// What to wait for: the socket itself while there is nothing else, as a set of descriptors in between costs a tenth
  /// more for each event that is delivered at once.
  private var source: Int32 {
    let socket = session.transport.rawDescriptor
    return liveness.holdsNone && socket >= 0 ? socket : liveness.rawDescriptor
  }

  /// When a death may be told without any further event, in nanoseconds on `CLOCK_MONOTONIC`.
  package var dueTime: UInt64? {
    switch (assembler.tracker.nextSettlement, liveness.nextLook) {
    case (let settlement?, let look?): min(settlement, look).nanoseconds
    case (let due?, nil), (nil, let due?): due.nanoseconds
    case (nil, nil): nil
    }
  }

  /// Reads what waits, at most one batch, without waiting.
  ///
  /// - Returns: whether more may wait.
  package mutating func read(
    _ body: (Span<ConnectorElement>) -> Void
  ) throws(ConnectorError) -> Bool {
    do throws(ConnectorError) { try fill() } catch {
      // Nothing will follow for which anything would have to be held back.
      _ = try? reportEnded(isFinal: true)
      assembler.settle(before: nil, now: KernelInstant(nanoseconds: .max))
      deliver(body)
      throw error
    }
    deliver(body)
    return !isDrained
  }

  private mutating func deliver(_ body: (Span<ConnectorElement>) -> Void) {
    guard !assembler.elements.isEmpty else { return }
    delivered &+= UInt64(assembler.deliveryCount)
    body(assembler.elements.span)
    assembler.removeAll()
  }

  private mutating func fill() throws(ConnectorError) {
    var foundGone: Bool
    var now = KernelInstant(nanoseconds: 0)
    repeat {
      var last: KernelInstant?
      let reception = try session.receive { events in
        assembler.append(events)
        if !events.isEmpty { last = events[events.count - 1].time }
      }
      drainedEvents += reception.count
      isDrained = reception.isDrained
      if isDrained {
        now = .now
        assembler.settle(before: nil, now: now)
      } else if let last {
        assembler.settle(before: last, now: .now)
      }
      if let loss = reception.loss { assembler.append(loss) }
      foundGone = liveness.answerChecks(of: &assembler.tracker)
      if isDrained { foundGone = try reportEnded() || foundGone }
      // What is found gone is told once everything that came before has been read.
    } while foundGone && isDrained
    guard isDrained else { return }
    pacer.drained(drainedEvents, at: now.nanoseconds)
    drainedEvents = 0
  }

  private mutating func reportEnded(isFinal: Bool = false) throws(ConnectorError) -> Bool {
    do {
      return try liveness.reportEnded(to: &assembler.tracker, isFinal: isFinal)
    } catch {
      throw ConnectorError(error, in: .current())
    }
  }

  /// Everything that is left, to be called once at the end.
  package mutating func readToEnd(
    _ body: (Span<ConnectorElement>) -> Void
  ) throws(ConnectorError) {
    // What others add meanwhile must not keep us here for ever.
    var batches = 0
    while try read(body), batches < 1024 { batches += 1 }
    _ = try reportEnded(isFinal: true)
    assembler.settle(before: nil, now: KernelInstant(nanoseconds: .max))
    deliver(body)
    guard let loss = try session.takeFinalLoss() else { return }
    assembler.append(loss)
    deliver(body)
  }

  package mutating func setEvents(_ mask: EventMask) throws(ConnectorError) {
    try select(events: mask, filter: configuration.filter)
  }

  package mutating func setFilter(_ filter: Filter) throws(ConnectorError) {
    try select(events: configuration.events, filter: filter)
  }

  /// Goes by the kinds of events and the filter of another configuration from now on.
  package mutating func select(_ other: ConnectorConfiguration) throws(ConnectorError) {
    try select(events: other.events, filter: other.filter)
  }

  /// Goes by other kinds of events and another filter from now on.
  ///
  /// What has come until then is still judged by the old one, and delivered by the next ``read(_:)``.
  private mutating func select(events: EventMask, filter: Filter) throws(ConnectorError) {
    var batches = 0
    repeat {
      try fill()
      batches += 1
    } while !isDrained && batches < 1024
    var selected = configuration
    selected.events = EventMask.valid(events.rawValue)
    selected.filter = filter
    try session.setFilter(selected.kernelFilter)
    configuration = selected
    assembler.replace(configuration.plan(at: session.stage))
  }
}

/// How a wait ended.
public enum WaitOutcome: Hashable, Sendable {
  /// It is time to read.
  case ready
  /// The longest wait is over, and there is nothing to read.
  case timedOut
  /// The descriptor given for that purpose became readable.
  case interrupted
}

extension Duration {
  /// Nanoseconds, at least 0 and at most what the type holds.
  package var wholeNanoseconds: UInt64 {
    guard self > .zero else { return 0 }
    let (seconds, attoseconds) = components
    let whole = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
    if whole.overflow { return .max }
    return whole.partialValue.addingReportingOverflow(UInt64(attoseconds / 1_000_000_000))
      .partialValue
  }
}
