internal import KernelInterface
internal import ProcessConnector
internal import ProcessEvents
internal import ProcessTable

/// One run of top: listens until its time is over, somebody has had enough, or it is interrupted.
struct TopRun: ~Copyable {
  private var source: TopSource
  private let interrupts: Interrupts
  private let end: UInt64?

  /// What is to be told about the run.
  let facts: TopFacts
  let begin = Clocks.monotonic

  /// Batches that are read before it is looked whether there is something else to do.
  private static let batches = 16

  init(_ selection: SelectionOptions) throws {
    HostFacts.raiseDescriptorLimit(to: 4096)
    var configuration = try selection.makeConfiguration()
    // Rates of all kinds are what this is for.
    if selection.events == nil, !selection.abnormal { configuration.events = .all }
    let interrupts = try Interrupts()
    let source = try TopSource(configuration)
    facts = TopFacts(
      host: HostFacts.hostName, kernel: HostFacts.kernelRelease,
      selection: configuration.filter == .all
        ? EventNames.list(configuration.events) : "\(configuration.filter)",
      stage: source.filterStage, events: source.events, counters: source.counters)
    end = selection.time.map { Clocks.monotonic &+ $0.duration.wholeNanoseconds }
    self.interrupts = interrupts
    self.source = source
  }

  /// Readable once the run is to end.
  var interruptDescriptor: Int32 { interrupts.rawDescriptor }

  var counters: ConnectorCounters { source.counters }

  /// Nanoseconds since the subscription.
  var elapsed: UInt64 { Clocks.monotonic &- begin }

  /// Listens to the end.
  ///
  /// - Parameters:
  ///   - attention: readable when `attend` is to be called.
  ///   - take: gets the elements and the time.
  ///   - work: called often; does what is due, and says when to call it next, or nil to end.
  ///   - attend: says whether to go on.
  mutating func listen(
    attention: Int32, take: (Span<ProcessElement>, UInt64) -> Void,
    work: (borrowing TopSource, UInt64) -> UInt64?, attend: () -> Bool
  ) throws(ConnectorError) {
    var isReady = false
    while true {
      let now = Clocks.monotonic
      guard let next = work(source, now) else { break }
      if let end, now >= end { break }
      // While there is always something to read, a wait does not look at anything else.
      if isReady, isReadable(attention) {
        if !attend() { break }
        continue
      }
      let due = min(next, end ?? .max)
      let limit = Duration.nanoseconds(Int64(clamping: due > now ? due - now : 0))
      switch try source.wait(atMost: limit, interruptedBy: attention) {
      case .timedOut: isReady = false
      case .interrupted:
        isReady = false
        if !attend() { return try finish(take) }
      case .ready:
        isReady = true
        let now = Clocks.monotonic
        var batches = 0
        while try source.read({ take($0, now) }), batches < TopRun.batches { batches += 1 }
      }
    }
    try finish(take)
  }

  private mutating func finish(
    _ take: (Span<ProcessElement>, UInt64) -> Void
  ) throws(ConnectorError) {
    let now = Clocks.monotonic
    try source.readToEnd { take($0, now) }
  }

  private func isReadable(_ descriptor: Int32) -> Bool {
    (try? pollReadable(descriptor, timeout: 0).contains(.first)) == true
  }
}
