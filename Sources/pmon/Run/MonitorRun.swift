internal import KernelInterface
internal import ProcessConnector
internal import ProcessEvents
internal import ProcessTable

/// One run of a command that listens: until its time is over, it has seen enough, or it is interrupted.
struct MonitorRun: ~Copyable {
  private var reader: ProcessReader
  private let interrupts: Interrupts
  private let begin = Clocks.monotonic
  private let end: UInt64?

  /// Subscribes, and says so on standard error.
  ///
  /// - Parameter details: what is to be told of the processes; nil where only events are.
  init(_ selection: SelectionOptions, details: DetailOptions? = nil) throws {
    try self.init(
      selection, connector: try selection.makeConfiguration(), details: details, isRecorded: false)
  }

  /// - Parameter isRecorded: whether ``listen(interval:tick:record:take:pause:)`` is given what to record.
  init(
    _ selection: SelectionOptions, connector: ConnectorConfiguration, details: DetailOptions?,
    isRecorded: Bool
  ) throws {
    HostFacts.raiseDescriptorLimit(to: 4096)
    var configuration = details?.makeConfiguration(connector) ?? ProcessConfiguration(connector)
    configuration.describesProcesses = details?.tellsProcesses ?? false
    configuration.keepsRounds = isRecorded
    configuration.hurriesForNames = selection.latency == nil
    let interrupts = try Interrupts()
    let reader = try ProcessReader(configuration, interruptedBy: interrupts.rawDescriptor)
    let counters = reader.counters
    let selected =
      connector.filter == .all
      ? EventNames.list(connector.events)
      : "what matches \(MonitorRun.excerpt(of: connector.filter))"
    let text = SubscriptionText.text(
      selected, reader.source, reader.filterStage, names: reader.nameSource,
      bufferSize: counters.bufferSize)
    self.interrupts = interrupts
    self.reader = reader
    end = selection.time.map { Clocks.monotonic &+ $0.duration.wholeNanoseconds }
    StandardError.say(text)
    StandardError.warn(of: connector)
  }

  /// A filter as a line has room for; its lists may be long.
  private static func excerpt(of filter: Filter) -> String {
    let text = filter.description
    return text.utf8.count <= 400 ? text : text.prefix(200) + "…"
  }

  var counters: ConnectorCounters { reader.counters }

  /// Records of perf's side band that were lost.
  var lostRecords: UInt64 { reader.lostRecords }

  /// How a recording is to be understood.
  var recording: Recording? { reader.recording }

  /// Nanoseconds since the subscription.
  var elapsed: UInt64 { Clocks.monotonic &- begin }

  /// What becomes readable when the run is to end.
  var interruptDescriptor: Int32 { interrupts.rawDescriptor }

  /// Whether the run is to end now; asked while a flood leaves no time to wait.
  private var isInterrupted: Bool {
    (try? pollReadable(interrupts.rawDescriptor, timeout: 0).contains(.first)) == true
  }

  /// Listens to the end.
  ///
  /// - Parameters:
  ///   - interval: calls `tick` each time it has passed, in nanoseconds; what it answers says whether to go on.
  ///   - prepare: called before each reading.
  ///   - record: gets what there is to record, after the elements; what it answers says whether to go on.
  ///   - take: gets the elements; what it answers says whether to go on.
  ///   - pause: called at the beginning and when everything that had come has been taken; what it answers says whether
  ///     to go on.
  mutating func listen(
    interval: UInt64? = nil, tick: (borrowing ProcessReader) -> Bool = { _ in true },
    prepare: () -> Void = {}, record: ([ProcessRound]) -> Bool = { _ in true },
    take: (Span<ProcessElement>) -> Bool, pause: () -> Bool = { true }
  ) throws(ConnectorError) {
    try listen(interval: interval, tick: tick, pause: pause) {
      (reader, goesOn) throws(ConnectorError) in
      prepare()
      defer { goesOn = record(reader.takeRounds()) && goesOn }
      return try reader.read { goesOn = take($0) && goesOn }
    } readToEnd: { (reader, goesOn) throws(ConnectorError) in
      prepare()
      defer { goesOn = record(reader.takeRounds()) && goesOn }
      try reader.readToEnd { if goesOn { goesOn = take($0) } }
    }
  }

  /// Listens to the end, to events alone: the faster way.
  mutating func listenToEvents(
    interval: UInt64? = nil, tick: (borrowing ProcessReader) -> Bool = { _ in true },
    take: (Span<ConnectorElement>) -> Bool, pause: () -> Bool = { true }
  ) throws(ConnectorError) {
    try listen(interval: interval, tick: tick, pause: pause) {
      (reader, goesOn) throws(ConnectorError) in
      try reader.readEvents { goesOn = take($0) && goesOn }
    } readToEnd: { (reader, goesOn) throws(ConnectorError) in
      try reader.readEventsToEnd { if goesOn { goesOn = take($0) } }
    }
  }

  /// - Parameters:
  ///   - read: reads once; says whether there may be more, and by its last parameter whether to go on.
  ///   - readToEnd: reads what is left.
  private mutating func listen(
    interval: UInt64?, tick: (borrowing ProcessReader) -> Bool, pause: () -> Bool,
    read: (inout ProcessReader, inout Bool) throws(ConnectorError) -> Bool,
    readToEnd: (inout ProcessReader, inout Bool) throws(ConnectorError) -> Void
  ) throws(ConnectorError) {
    do throws(ConnectorError) {
      try listenToEnd(
        interval: interval, tick: tick, pause: pause, read: read, readToEnd: readToEnd)
    } catch {
      // What had come is told before.
      _ = pause()
      throw error
    }
  }

  private mutating func listenToEnd(
    interval: UInt64?, tick: (borrowing ProcessReader) -> Bool, pause: () -> Bool,
    read: (inout ProcessReader, inout Bool) throws(ConnectorError) -> Bool,
    readToEnd: (inout ProcessReader, inout Bool) throws(ConnectorError) -> Void
  ) throws(ConnectorError) {
    var nextTick = interval.map { begin &+ $0 }
    // Where the output fails already, nothing may ever come that would show it.
    var goesOn = pause()
    var isOver = false
    while goesOn, !isOver {
      let now = Clocks.monotonic
      if let end, now >= end { break }
      if let due = nextTick, let interval, now >= due {
        guard tick(reader) else { break }
        // After a stop there is one report, not one for each that was missed.
        nextTick = max(due &+ interval, now)
      }
      let due = min(end ?? .max, nextTick ?? .max)
      let limit: Duration? =
        due == .max ? nil : .nanoseconds(Int64(clamping: due > now ? due - now : 0))
      switch try reader.wait(atMost: limit) {
      case .interrupted: isOver = true
      case .timedOut: continue
      case .ready:
        while goesOn, !isOver, try read(&reader, &goesOn) {
          if let end, Clocks.monotonic >= end { break }
          if isInterrupted { isOver = true }
        }
        goesOn = pause() && goesOn
      }
    }
    try readToEnd(&reader, &goesOn)
    _ = pause()
  }
}
