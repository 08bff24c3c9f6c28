/// All that was measured of one row.
struct RowResult: Hashable {
  let name: String
  var title: String
  var published: PublishedFigure?
  /// What in the kernel serves it, or which version of a tool; empty until it is known.
  var servedBy = ""
  /// Why it was not measured.
  var skipReason: String?

  /// CPU time of the listener for one load, or one scan; milliseconds.
  var cpu = Spread()
  /// How often the listener went to sleep in one load, which is how often it is woken.
  var wakeups = Spread()
  /// Events of the load that it saw in one run.
  var events = Spread()
  /// What the listener took in one run, others' events too; nil where that cannot be known.
  var received: Spread? = Spread()
  /// Events of the loads that it should have seen and did not, in all runs together.
  var missing = 0
  /// What it knows itself to have lost.
  var lostByItself: UInt64 = 0
  /// From the kernel's time stamp to the handler; empty where there is no such stamp.
  var latencies = LatencyHistogram()
  /// Of each run, in nanoseconds.
  var medianLatencies = Spread()
  /// How long the load took, as a multiple of what it took just before or after without a listener.
  var slowdown = Spread()

  /// Of one event or, of a scan, of one process; microseconds.
  var cpuPerEvent: Double? {
    guard let cpu = cpu.median, let count = (received ?? events).median, count > 0 else {
      return nil
    }
    return cpu * 1000 / count
  }

  /// CPU time that scanning takes in an hour, in seconds; nil for what does not scan.
  var cpuPerHour: Double? {
    guard isScan, let cpu = cpu.median else { return nil }
    return cpu / 1000 * 3600 / PublishedFigure.scanInterval
  }

  var isScan = false
  /// How long events gather before it tells them; nil where that is not known.
  var delay: RowDelay?

  init(name: String, title: String) {
    self.name = name
    self.title = title
  }

  init(_ row: BenchRow) {
    self.init(name: row.name, title: row.title)
    published = row.published
    delay = RowDelay(row.way)
  }
}

/// A bench from its beginning to its end.
struct BenchResults: Hashable {
  var kernel: String
  var processors: Int
  /// Nil where it is not told.
  var loadBefore: Double?
  var user: UInt32
  /// Other sockets that listen to the connector; their price is in every row and in the baseline.
  var otherListeners: Int
  var processes: Int
  /// Rounds that were measured to their end, without the first, which warms up.
  var rounds = 0
  /// The load without a listener of ours; milliseconds.
  var baseline = Spread()
  var rows: [RowResult] = []
  var end = End.complete

  enum End: Hashable {
    case complete
    /// The time for it was over before the spread had settled.
    case timeOver
    case interrupted
  }
}
