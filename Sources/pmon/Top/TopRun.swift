internal import KernelInterface
internal import ProcessConnector
internal import ProcessEvents
internal import ProcessTable

/// One run of top: listens until its time is over, somebody has had enough, or it is interrupted.
struct TopRun: ~Copyable {
  private var source: ProcessReader
  private let interrupts: Interrupts
  /// Readable when the run is to end, or one of those who were added wants to be seen to.
  private let attention: Epoll
  private let end: UInt64?

  /// What is to be told about the run.
  let facts: TopFacts
  /// What is listened to.
  let connector: ConnectorConfiguration
  let begin = Clocks.monotonic

  /// What `attend` finds ready in the set when the run is to end.
  static let endToken: UInt64 = 0

  /// Batches that are read before it is looked whether there is something else to do.
  private static let batches = 16

  init(_ selection: SelectionOptions) throws {
    HostFacts.raiseDescriptorLimit(to: 4096)
    var configuration = try selection.makeConfiguration()
    // Rates of all kinds are what this is for.
    if selection.events == nil, !selection.abnormal { configuration.events = .all }
    let interrupts = try Interrupts()
    let attention = try Epoll()
    try attention.add(interrupts.rawDescriptor, token: TopRun.endToken)
    let source = try ProcessReader(
      ProcessConfiguration(configuration, details: .outOfMemory),
      interruptedBy: attention.rawDescriptor)
    facts = TopFacts(
      host: HostFacts.hostName, kernel: HostFacts.kernelRelease,
      selection: configuration.filter == .all
        ? EventNames.list(configuration.events) : "\(configuration.filter)",
      source: source.source, stage: source.filterStage, nameSource: source.nameSource,
      events: configuration.kernelFilter.mask, counters: source.counters)
    end = selection.time.map { Clocks.monotonic &+ $0.duration.wholeNanoseconds }
    self.interrupts = interrupts
    self.attention = attention
    self.source = source
    connector = configuration
  }

  /// Readable once the run is to end.
  var interruptDescriptor: Int32 { interrupts.rawDescriptor }

  var counters: ConnectorCounters { source.counters }

  /// Has `attend` called when a descriptor is readable, too.
  borrowing func watch(_ descriptor: Int32, token: UInt64) throws(SystemCallError) {
    precondition(token != TopRun.endToken)
    try attention.add(descriptor, token: token)
  }

  /// Nanoseconds since the subscription.
  var elapsed: UInt64 { Clocks.monotonic &- begin }

  /// Listens to the end.
  ///
  /// - Parameters:
  ///   - take: gets the elements and the time.
  ///   - work: called often; does what is due, and says when to call it next, or nil to end.
  ///   - attend: called when something in the set is ready; says whether to go on.
  mutating func listen(
    take: (Span<ProcessElement>, UInt64) -> Void,
    work: (borrowing ProcessReader, UInt64) -> UInt64?, attend: (borrowing Epoll) -> Bool
  ) throws(ConnectorError) {
    var isReady = false
    while true {
      let now = Clocks.monotonic
      guard let next = work(source, now) else { break }
      if let end, now >= end { break }
      // While there is always something to read, a wait does not look at anything else.
      if isReady, isReadable(attention.rawDescriptor) {
        if !attend(attention) { break }
        continue
      }
      let due = min(next, end ?? .max)
      let limit = Duration.nanoseconds(Int64(clamping: due > now ? due - now : 0))
      switch try source.wait(atMost: limit) {
      case .timedOut: isReady = false
      case .interrupted:
        isReady = false
        if !attend(attention) { return try finish(take) }
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
