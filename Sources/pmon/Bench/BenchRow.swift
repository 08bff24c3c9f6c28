internal import ProcessConnector
internal import ProcessEvents

/// One way to learn of processes' ends, and what there is to say of it.
struct BenchRow: Hashable {
  /// As `--rows` takes it.
  let name: String
  let title: String
  let way: Way
  var published: PublishedFigure?

  enum Way: Hashable {
    case connector(ConnectorConfiguration)
    /// A C program that listens to everything: see CStart, which takes its name.
    case reference(String)
    /// A pidfd for each process, whose id the load tells, in an epoll set.
    case pidDescriptors
    case scan
    case tool(ForeignTool)
  }

  static let all: [BenchRow] =
    [
      connector("exits", "exits", .exit, published: .exits),
      connector("forks-exits", "forks + exits", [.fork, .exit], published: .forksAndExits),
      connector(
        "forks-exits-execs", "forks + exits + execs", [.fork, .exit, .exec],
        published: .forksExitsExecs),
      connector("everything", "everything", .all),
      connector("abnormal", "NONZERO_EXIT", .nonzeroExit),
      connector("filter", "exit and code == 3", .all, filter: .exit && .code == 3),
      connector("deaths", "abnormal deaths", .nonzeroExit, subject: .processes),
      connector("exits-at-once", "exits, at once", .exit, delivery: .immediate),
      connector(
        "all-at-once", "forks + exits + execs, at once", [.fork, .exit, .exec],
        delivery: .immediate),
      connector("processes", "everything, of processes", .all, subject: .processes),
      connector(
        "processes-20ms", "everything, of processes, for 20 ms", .all, subject: .processes,
        delivery: .coalesced(.milliseconds(20))),
      connector(
        "processes-at-once", "everything, of processes, at once", .all, subject: .processes,
        delivery: .immediate),
      BenchRow(name: referenceName, title: "C, epoll and recvfrom", way: .reference("epoll")),
      BenchRow(name: "c-batch", title: "C, recvmmsg every 10 ms", way: .reference("batch")),
      BenchRow(
        name: "pidfd", title: "pidfd + epoll", way: .pidDescriptors, published: .pidDescriptors),
    ]
    + ForeignTool.all.map { BenchRow(name: $0.name, title: $0.name, way: .tool($0)) }
    + [BenchRow(name: "scan", title: "/proc scan", way: .scan)]

  /// What others are held against.
  static let referenceName = "c-epoll"

  /// Exits of threads as the kernel sends them, unless `subject` says otherwise; a child of the load has one thread.
  private static func connector(
    _ name: String, _ title: String, _ events: EventMask, filter: Filter = .all,
    subject: ConnectorConfiguration.Subject = .threads,
    delivery: ConnectorConfiguration.Delivery = .coalesced(), published: PublishedFigure? = nil
  ) -> BenchRow {
    BenchRow(
      name: name, title: title,
      way: .connector(
        ConnectorConfiguration(
          events: events, filter: filter, delivery: delivery, subject: subject)),
      published: published)
  }

  /// How many events a load has for it.
  func expectedEvents(of truth: LoadTruth) -> Int {
    switch way {
    case .connector(let configuration):
      if configuration.filter != .all { return truth.codeThree }
      let events = configuration.events
      return [.fork, .exec, .exit].count { events.contains($0) } * truth.processes
        + (events.contains(.nonzeroExit) && !events.contains(.exit) ? truth.abnormal : 0)
    case .reference: return 3 * truth.processes
    case .pidDescriptors: return truth.processes
    case .tool(let tool): return tool.expectedEvents(of: truth)
    case .scan: return 0
    }
  }
}

/// What the children of a load did, by their wait statuses.
struct LoadTruth: Hashable {
  var processes = 0
  /// Those that did not end with code 0.
  var abnormal = 0
  /// Those that ended with code 3.
  var codeThree = 0
}
