import KernelInterface
import ProcessConnector
import ProcessEvents

/// A listener whose filter wants nothing of the load, and where that is decided.
struct Stage {
  let name: String
  /// Where it is decided.
  let place: String
  let plan: FilterPlan

  /// Whether the events come to this process at all.
  var receives: Bool { plan.rest != .all || plan.filter == .all }

  static func all() throws -> [Stage] {
    let ten = try Filter(parsing: tenTerms)
    let thousand = try Filter(parsing: thousandProcesses)
    return [
      Stage("exec", "by the mask", try Filter(parsing: "exec"), maskOnly),
      Stage("ten terms", "by a program", ten, withMask),
      Stage("ten terms", "by a program, without a mask", ten, withoutMask),
      Stage("ten terms", "here", ten, maskOnly),
      Stage("1,000 processes", "by a program", thousand, withMask),
      Stage("1,000 processes", "here", thousand, maskOnly),
      Stage("everything", "nowhere", .all, withMask),
    ]
  }

  private init(_ name: String, _ place: String, _ filter: Filter, _ capabilities: Capabilities) {
    self.name = name
    self.place = place
    plan = FilterPlan(filter, subject: .threads, capabilities: capabilities)
  }

  private static let withMask = Capabilities(connectorFilters: true)
  private static let withoutMask = Capabilities(connectorFilters: false)
  private static let maskOnly = Capabilities(connectorFilters: true, maximumInstructions: 0)

  /// Only the last one says no.
  static let tenTerms = """
    comm and cpu < 4096 and pid > 1 and tid != 2 and not thread and comm != a and comm != "bb" \
    and comm != "ccc" and not comm ~ "d*" and comm == "never-the-name"
    """

  static let thousandProcesses =
    "comm and pid in ("
    + (0..<1000).map { "\(4_000_000 + 3 * $0)" }.joined(separator: ", ") + ")"

  /// Nanoseconds per event: in the process that causes them, the kernel's work included, and here.
  func measure(load: () throws -> Double) throws -> (kernel: Double, here: Double) {
    var session = try ConnectorSession.open(
      try KernelTransport.open(), filter: KernelFilter(withMask: plan, alone: plan),
      buffer: .default, token: .random(in: 1...UInt32.max), environment: HostEnvironment.current)
    let kernel = try load()
    let rest = plan.rest == .all ? nil : CompiledFilter(plan.rest)
    var matches = 0
    let begin = Clocks.monotonic
    while true {
      let reception = try session.receive { events in
        for index in events.indices where rest?.evaluate(events[index]) == .true { matches += 1 }
      }
      if reception.isDrained { break }
    }
    let here = Double(Clocks.monotonic - begin)
    let counters = session.counters
    guard counters.lost == 0, matches == 0 else {
      throw Unmeasurable(lost: counters.lost, matches: matches)
    }
    return (kernel, here / Double(max(1, counters.received)))
  }
}
