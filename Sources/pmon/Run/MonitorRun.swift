internal import KernelInterface
internal import ProcessConnector
internal import ProcessEvents

/// One run of a command that listens: until its time is over, it has seen enough, or it is interrupted.
struct MonitorRun: ~Copyable {
  private var reader: ConnectorReader
  private let interrupts: Interrupts
  private let begin = Clocks.monotonic
  private let end: UInt64?

  /// Subscribes, and says so on standard error.
  init(_ selection: SelectionOptions) throws {
    HostFacts.raiseDescriptorLimit(to: 4096)
    let configuration = try selection.makeConfiguration()
    let interrupts = try Interrupts()
    let reader = try ConnectorReader(configuration)
    let counters = reader.counters
    let selected =
      configuration.filter == .all
      ? EventNames.list(reader.events)
      : "what matches \(MonitorRun.excerpt(of: configuration.filter))"
    let subscription = "\(selected), \(reader.filterStage)"
    self.interrupts = interrupts
    self.reader = reader
    end = selection.time.map { Clocks.monotonic &+ $0.duration.wholeNanoseconds }
    StandardError.say(
      "watching \(subscription); receive buffer \(ByteCount.text(counters.bufferSize))")
  }

  /// A filter as a line has room for; its lists may be long.
  private static func excerpt(of filter: Filter) -> String {
    let text = filter.description
    return text.utf8.count <= 400 ? text : text.prefix(200) + "…"
  }

  var counters: ConnectorCounters { reader.counters }

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
  ///   - interval: calls `tick` each time it has passed, in nanoseconds.
  ///   - take: gets the elements; what it answers says whether to go on.
  ///   - pause: called when everything that had come has been taken.
  mutating func listen(
    interval: UInt64? = nil, tick: (borrowing ConnectorReader) -> Void = { _ in },
    take: (Span<ConnectorElement>) -> Bool, pause: () -> Bool = { true }
  ) throws(ConnectorError) {
    var nextTick = interval.map { begin &+ $0 }
    // Whether what has come is still wanted: also after an interruption, but not once it was enough.
    var takes = true
    var goesOn = true
    while goesOn {
      let now = Clocks.monotonic
      if let end, now >= end { break }
      if let due = nextTick, let interval, now >= due {
        tick(reader)
        // After a stop there is one report, not one for each that was missed.
        nextTick = max(due &+ interval, now)
      }
      let due = min(end ?? .max, nextTick ?? .max)
      let limit: Duration? =
        due == .max ? nil : .nanoseconds(Int64(clamping: due > now ? due - now : 0))
      switch try reader.wait(atMost: limit, interruptedBy: interrupts.rawDescriptor)
      {
      case .interrupted: goesOn = false
      case .timedOut: continue
      case .ready:
        while goesOn, try reader.read({ takes = take($0) && takes }) {
          goesOn = goesOn && takes
          if let end, Clocks.monotonic >= end { break }
          if isInterrupted { goesOn = false }
        }
        takes = pause() && takes
        goesOn = goesOn && takes
      }
    }
    try reader.readToEnd { if takes { takes = take($0) } }
    _ = pause()
  }
}
