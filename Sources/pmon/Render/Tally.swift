internal import ProcessConnector
internal import ProcessEvents

/// Counts of what happened.
struct Tally {
  /// By the bit of the event's kind.
  private var counts: [32 of UInt64] = .init(repeating: 0)
  private var causes: [ExitStatus: UInt64] = [:]
  private var unknown: UInt64 = 0

  mutating func add(_ element: ConnectorElement) {
    switch element {
    case .event(let event):
      switch event.payload {
      case .exit(let exit): add(exit.status)
      case .unknown: unknown += 1
      default: counts[event.kind.rawValue.trailingZeroBitCount] += 1
      }
    case .death(let death): add(death.status)
    case .lost: break
    }
  }

  private mutating func add(_ status: ExitStatus) {
    counts[EventMask.exit.rawValue.trailingZeroBitCount] += 1
    // A load of normal ends, the usual thing, costs no look-up.
    if status.isAbnormal { causes[status, default: 0] += 1 }
  }

  /// Each kind that can arrive, with its count.
  var byKind: [(name: String, count: UInt64)] {
    var list = EventMask.names.filter { $0.mask != .nonzeroExit }
      .map { ($0.name, counts[$0.mask.rawValue.trailingZeroBitCount]) }
    if unknown > 0 { list.append(("unknown", unknown)) }
    return list
  }

  /// Ends by status, the most frequent first; normal ones among them.
  var byCause: [(status: ExitStatus, count: UInt64)] {
    let abnormal = causes.values.reduce(0, +)
    let exits = counts[EventMask.exit.rawValue.trailingZeroBitCount]
    var list = causes.map { (status: $0.key, count: $0.value) }
    if exits > abnormal { list.append((ExitStatus(rawValue: 0), exits - abnormal)) }
    return list.sorted { ($1.count, $0.status.rawValue) < ($0.count, $1.status.rawValue) }
  }
}
