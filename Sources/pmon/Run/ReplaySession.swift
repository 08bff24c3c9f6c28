internal import EventCapture
internal import EventRendering
internal import KernelInterface
internal import ProcessConnector
internal import ProcessEvents
internal import ProcessTable

/// What becomes of a capture while it is replayed: elements, and lines of them.
struct ReplaySession: ~Copyable {
  private let command: ReplayCommand
  private let header: CaptureHeader
  private let filter: Filter
  private let recordedFilter: Filter
  private let interrupt: Int32
  private let begin = Clocks.monotonic
  private var clock: ClockDifference
  private var pace: ReplayPace?
  /// Made when it is known what was recorded.
  private var pipeline: ReplayPipeline?
  private var printer: LinePrinter?

  init(
    _ command: ReplayCommand, _ header: CaptureHeader, filter: Filter, recordedFilter: Filter,
    interruptedBy interrupt: Int32
  ) {
    self.command = command
    self.header = header
    self.filter = filter
    self.recordedFilter = recordedFilter
    self.interrupt = interrupt
    clock = ClockDifference(UInt64(bitPattern: header.realTimeOffset))
    pace = command.speed.map {
      ReplayPace(speed: $0, from: header.start, interruptedBy: interrupt)
    }
  }

  /// - Returns: whether to go on.
  mutating func take(_ item: ReplayRun.Item, _ recording: Recording?) -> Bool {
    switch item {
    case .clock(let difference):
      clock = difference
      printer?.setClock(difference)
      return true
    case .round(let round):
      if pipeline == nil { start(recording) }
      return tell(round)
    }
  }

  private mutating func start(_ recording: Recording?) {
    pipeline = ReplayPipeline(
      recording, filter: filter, recordedFilter: recordedFilter, details: command.details)
    let hasDetails = recording != nil && command.details.tellsProcesses
    let renderer = command.format.makeRenderer(
      clock: clock.nanoseconds, hasThreads: header.subject == .threads,
      details: hasDetails ? command.details : nil)
    printer = LinePrinter(
      renderer, header: command.format.header(of: renderer), limit: command.count ?? .max,
      interruptedBy: interrupt)
  }

  private mutating func tell(_ round: ProcessRound) -> Bool {
    var goesOn = true
    pipeline?.take(round) { element in
      guard goesOn else { return }
      goesOn =
        pace?.wait(for: element.element.time) { _ = printer?.flush() } ?? true
      if goesOn { printer?.print(element) }
    }
    return goesOn && (printer?.goesOn ?? true)
  }

  /// - Returns: whether to go on.
  mutating func pause() -> Bool { printer?.flush() ?? true }

  /// Prints what is left.
  mutating func finish() throws { try printer?.finish() }

  /// Prints what is left, and sums up.
  ///
  /// - Parameter remark: what is said of the capture before.
  mutating func end(remark: String?) throws {
    if pipeline == nil { start(nil) }
    _ = printer?.flush()
    if let remark { StandardError.say(remark, interruptedBy: interrupt) }
    StandardError.say(summary, interruptedBy: interrupt)
    try finish()
  }

  private var summary: String {
    let told =
      switch printer {
      case .some(let printer): printer.told
      case nil: UInt64(0)
      }
    let recorded = pipeline?.recorded ?? 0
    let last = pipeline?.last ?? header.start
    let length = last > header.start ? last.nanoseconds - header.start.nanoseconds : 0
    let undecided = pipeline?.undecided ?? 0
    return "\(NumberText.counted(told, "event")) of \(recorded) recorded in "
      + RunSummary.seconds(length) + ", \(pipeline?.lost ?? 0) lost"
      + (undecided > 0 ? "; of \(undecided) it is not known whether they match" : "")
      + ", replayed in " + RunSummary.seconds(Clocks.monotonic &- begin)
  }
}
