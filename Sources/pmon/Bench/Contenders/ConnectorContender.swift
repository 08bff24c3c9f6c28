internal import KernelInterface
internal import ProcessConnector
internal import ProcessEvents

/// A listener of pmon's own, in a process of its own: what every user of the library does.
struct ConnectorContender: ~Copyable {
  private var channel: LineChannel
  private var reader: ConnectorReader
  private var own: OwnEvents
  private var report = ContenderReport()

  init(
    _ configuration: ConnectorConfiguration, load: ProcessID, channel: consuming LineChannel
  ) throws {
    let reader = try ConnectorReader(configuration)
    let plan = configuration.plan(at: reader.filterStage)
    let own = OwnEvents(of: load)
    try channel.write("ready \(Self.describe(plan, at: reader.filterStage))")
    self.reader = reader
    self.own = own
    self.channel = channel
  }

  /// Which part of the kernel holds back what is not wanted.
  private static func describe(_ plan: FilterPlan, at stage: FilterStage) -> String {
    switch (stage, plan.program != nil) {
    case (.connector, true): "event mask and socket filter"
    case (.connector, false): plan.mask == .all ? "no filter" : "event mask"
    default: plan.program != nil ? "socket filter (no event mask here)" : "no filter"
    }
  }

  /// Listens until it is told that the load is over, and has seen all of it or waited in vain.
  mutating func run() throws {
    while try reader.wait(interruptedBy: channel.rawDescriptor) != .interrupted { try read() }
    let end = Clocks.monotonic &+ ContenderProtocol.patience
    guard let expected = try ContenderProtocol.readEnd(from: &channel) else { return }
    try read()
    while report.seen + report.unknown.count < expected, Clocks.monotonic < end {
      _ = try reader.wait(atMost: .milliseconds(50))
      try read()
    }
    report.lost = reader.counters.lost
    try ContenderProtocol.finish(report, over: &channel)
  }

  private mutating func read() throws(ConnectorError) {
    while try reader.read({ elements in
      // They are handed over together, so that the moment is the same for all.
      let now = Clocks.monotonic
      for index in elements.indices {
        let element = elements[index]
        if case .lost = element { continue }
        let time = element.time.nanoseconds
        let latency = now > time ? now - time : 0
        switch own.origin(of: element) {
        case .load:
          report.seen += 1
          report.latencies.record(latency)
        case .unknown(let process):
          report.unknown.append(.init(process: process.rawValue, latency: latency))
        case .others: report.others += 1
        }
      }
    }) {}
  }
}

/// The words between the bench and those that it lets listen.
enum ContenderProtocol {
  /// How long one waits for events that have not come, in nanoseconds.
  static let patience: UInt64 = 3_000_000_000

  /// Reads `end COUNT`: the load is over, and had so many events.
  ///
  /// - Returns: nil where nobody is interested any more.
  static func readEnd(from channel: inout LineChannel) throws -> Int? {
    guard let line = try channel.readLine() else { return nil }
    guard line.hasPrefix("end "), let count = Int(line.dropFirst(4)) else {
      throw BenchFailure.protocolBroken(line)
    }
    return count
  }

  /// Lets the bench look at this process's CPU time before the report takes some.
  static func finish(_ report: ContenderReport, over channel: inout LineChannel) throws {
    try channel.write("done")
    guard try channel.readLine() == "report" else { return }
    try channel.write(report.encoded)
  }
}
