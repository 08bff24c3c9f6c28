public import ProcessEvents

/// What to listen to, and how it is to be delivered.
public struct ConnectorConfiguration: Hashable, Sendable {
  /// The kinds of events asked for.
  public var events: EventMask
  /// Which of them; of processes' ends it judges the death, not its threads' exits.
  public var filter: Filter
  /// When what has arrived is delivered.
  public var delivery: Delivery
  /// Whose beginnings and ends are told: those of processes, or of threads.
  public var subject: Subject
  /// The room for what has not been read, in the kernel's socket; a hub has its own measure.
  public var receiveBuffer: ReceiveBuffer
  /// Elements that may wait between the thread that reads the socket and a consumer; beyond it they are
  /// counted as lost.
  public var handOverCapacity: Int
  /// Who is to tell of the events.
  public var source: ConnectorSource
  /// Whether what the filter cannot decide is delivered as well, to one who knows more of the processes.
  package var deliversUndecided = false

  /// Makes a configuration: by default of forks, execs, core dumps and deaths, all of them, within some 10 ms.
  public init(
    events: EventMask = [.fork, .exec, .exit, .coredump], filter: Filter = .all,
    delivery: Delivery = .coalesced(),
    subject: Subject = .processes, receiveBuffer: ReceiveBuffer = .default,
    handOverCapacity: Int = 65_536, source: ConnectorSource = .kernel
  ) {
    self.events = events
    self.filter = filter
    self.delivery = delivery
    self.subject = subject
    self.receiveBuffer = receiveBuffer
    self.handOverCapacity = max(1, handOverCapacity)
    self.source = source
  }

  /// When events that have arrived are delivered.
  public enum Delivery: Hashable, Sendable {
    /// At once: one wake-up for each event, or for those that came meanwhile.
    case immediate
    /// After a wait in which more may come: one wake-up instead of thousands. It is as long as this while events
    /// flow, a quarter of it for what comes after a silence, and shorter where the socket's buffer would fill by
    /// then.
    case coalesced(Duration = .milliseconds(10))
  }

  /// Whose beginnings and ends are told.
  public enum Subject: Hashable, Sendable {
    /// Processes: one ``ConnectorElement/death(_:)`` for each, nothing of single threads.
    case processes
    /// Threads: each event as the kernel sent it.
    case threads
  }
}

extension ConnectorConfiguration {
  /// The filter with the kinds of events in it.
  package var wholeFilter: Filter {
    guard events != .all else { return filter }
    let kinds: [Filter] = Filter.Event.allCases.compactMap { event in
      guard events.contains(event.mask) else { return nil }
      return .event(event)
    }
    let abnormal: [Filter] = events.contains(.nonzeroExit) ? [.exit && .abnormal] : []
    return .and([.or(kinds + abnormal), filter])
  }

  /// How the filter is shared out on a kernel whose connector filters, or on one whose does not.
  package func plan(connectorFilters: Bool) -> FilterPlan {
    FilterPlan(
      wholeFilter, subject: subject, capabilities: .current(connectorFilters: connectorFilters))
  }

  package func plan(at stage: FilterStage) -> FilterPlan {
    plan(connectorFilters: stage == .connector)
  }

  package var kernelFilter: KernelFilter {
    // Kinds alone need no planning, which would only delay the first event.
    if filter == .all { return KernelFilter(events) }
    return KernelFilter(
      withMask: plan(connectorFilters: true), alone: plan(connectorFilters: false))
  }
}
