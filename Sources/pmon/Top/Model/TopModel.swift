internal import ProcessConnector
internal import ProcessEvents
internal import ProcessTable

/// What top shows, kept up to date by elements and by time.
///
/// Adding takes the same short time whatever has gone before, and memory only until the tables are full.
struct TopModel {
  /// When it began, or was reset; on `CLOCK_MONOTONIC`.
  private(set) var begin: UInt64
  private(set) var moment = Moment(nanoseconds: 0)

  private(set) var rates = RateHistory()
  /// By the process that forks: it and its children.
  private(set) var families = BusyTable<ProcessID>(capacity: TopModel.families)
  private(set) var names = BusyTable<ShownName>(capacity: TopModel.names)
  private(set) var abnormalDeaths = DeathLog(capacity: TopModel.deaths)
  private(set) var allDeaths = DeathLog(capacity: TopModel.deaths)
  private(set) var causes = CauseCounts()
  /// Processes that were seen to begin.
  private(set) var started: UInt64 = 0
  private(set) var ended: UInt64 = 0
  private(set) var lost: UInt64 = 0

  private static let families = 1024
  private static let names = 1024
  private static let deaths = 256

  init(at now: UInt64) { begin = now }

  /// Lets time pass; to be called before ``add(_:)`` and before the model is shown.
  mutating func advance(to now: UInt64) {
    moment = Moment(nanoseconds: now > begin ? now - begin : 0)
    rates.advance(to: moment.second)
  }

  mutating func add(_ element: borrowing ProcessElement) {
    switch element.element {
    case .event(let event): add(event, of: element.process)
    case .death(let death): add(death, of: element.process)
    case .lost(let loss): lost &+= loss.count
    }
  }

  private mutating func add(_ event: ProcessEvent, of process: ProcessDescription?) {
    rates.add(EventSeries(event))
    switch event.payload {
    case .fork(let fork):
      guard fork.isProcess else { return }
      started &+= 1
      // Its id means another process from now on.
      families.restart(fork.child.process, at: moment.second)
      count(
        .forks, family: fork.parent.process,
        familyName: ShownName(process?.forkedByName ?? .unknown),
        name: ShownName(process?.forkedByName ?? .unknown))
    case .exec(let task):
      let name = ShownName(process?.name ?? .unknown)
      families.update(task.process) { if !name.isUnknown { $0.name = name } }
      count(
        .execs, family: process?.forkedBy.value,
        familyName: ShownName(process?.forkedByName ?? .unknown), name: name)
    case .exit(let exit):
      if exit.status.isAbnormal { rates.add(.abnormal) }
    default: break
    }
  }

  private mutating func add(_ death: ProcessDeath, of process: ProcessDescription?) {
    rates.add(.exit)
    ended &+= 1
    let name = ShownName(process?.name ?? .unknown)
    let parent = death.parent.rawValue != 0 ? death.parent : process?.forkedBy.value
    // The name is that of the one who forked it, and says nothing of another who has adopted it.
    let familyName =
      parent != nil && parent == process?.forkedBy.value
      ? ShownName(process?.forkedByName ?? .unknown) : .unknown
    families.update(death.process) { $0.hasEnded = true }
    count(.deaths, family: parent, familyName: familyName, name: name)
    let entry = DeathLog.Entry(
      time: death.time, process: death.process, parent: parent ?? ProcessID(0), name: name,
      status: death.status, duration: process?.duration(at: death.time),
      isOutOfMemory: process?.outOfMemory != nil)
    allDeaths.add(entry)
    guard death.status.isAbnormal else { return }
    rates.add(.abnormal)
    causes.add(death.status)
    abnormalDeaths.add(entry)
    count(.abnormal, family: parent, familyName: familyName, name: name)
  }

  private mutating func count(
    _ measure: Measure, family: ProcessID?, familyName: ShownName, name: ShownName
  ) {
    if let family { families.add(measure, of: family, name: familyName, at: moment.second) }
    names.add(measure, of: name, name: name, at: moment.second)
  }
}
