internal import KernelInterface
internal import ProcessConnector
internal import ProcessEvents

/// All that reaches this process through a filter's stages in the kernel, before the last stage here.
struct FilterTap: ~Copyable {
  private var session: ConnectorSession
  private(set) var events: [ProcessEvent] = []

  private static let patience: UInt64 = 5_000_000_000

  init(
    _ filter: Filter, subject: ConnectorConfiguration.Subject = .processes, stage: FilterStage
  ) throws {
    let configuration = ConnectorConfiguration(events: .all, filter: filter, subject: subject)
    try self.init(configuration.kernelFilter, stage: stage)
  }

  init(_ filter: KernelFilter, stage: FilterStage) throws {
    let transport: any ConnectorTransport =
      stage == .connector ? try KernelTransport.open() : try MaskDeafTransport()
    session = try ConnectorSession.open(
      transport, filter: filter, buffer: .default,
      token: .random(in: 1...UInt32.max), environment: HostEnvironment.current)
  }

  var counters: ConnectorCounters { session.currentCounters() }

  mutating func drain() throws(ConnectorError) {
    while true {
      let reception = try session.receive { batch in
        for index in batch.indices { events.append(batch[index]) }
      }
      if reception.isDrained { return }
    }
  }

  /// The processes that events have come of, once they are enough, or when the time is over.
  mutating func processes(until isEnough: (Set<ProcessID>) -> Bool) throws -> Set<ProcessID> {
    let end = Clocks.monotonic &+ FilterTap.patience
    while true {
      try drain()
      let found = Set(events.compactMap { $0.task?.process })
      if isEnough(found) || Clocks.monotonic > end { return found }
      _ = try pollReadable(session.transport.rawDescriptor, timeout: 10_000_000)
    }
  }
}
