internal import EventCapture
internal import ProcessConnector
internal import ProcessEvents
internal import ProcessTable

/// What makes elements of a capture's rounds: the same that made them when they were recorded, with a filter and
/// details of its own.
struct ReplayPipeline {
  /// Nil where events alone were recorded.
  private var assembler: ProcessAssembler?
  private let filter: CompiledFilter?
  private let redaction: ArgumentRedaction?
  private let tellsProcesses: Bool
  private var undecidedEvents: UInt64 = 0

  /// Events that were recorded, those of other kinds for the sake of names among them; losses not counted.
  private(set) var recorded: UInt64 = 0
  /// Events that were lost when it was recorded.
  private(set) var lost: UInt64 = 0
  /// The last moment told of.
  private(set) var last: KernelInstant?

  /// - Parameters:
  ///   - filter: what is asked of what was recorded.
  ///   - recordedFilter: what was asked for when it was recorded.
  init(
    _ recording: Recording?, filter: Filter, recordedFilter: Filter, details: DetailOptions
  ) {
    let isFiltered = recording?.isFiltered ?? false
    let whole: Filter =
      isFiltered ? (filter == .all ? recordedFilter : .and([recordedFilter, filter])) : filter
    let configuration = details.makeConfiguration(ConnectorConfiguration(filter: whole))
    assembler = recording.map {
      ProcessAssembler(
        source: $0.source, details: configuration.wantedDetails, filter: whole)
    }
    self.filter = whole == .all ? nil : CompiledFilter(whole)
    redaction = details.redact.isEmpty ? nil : configuration.redaction
    tellsProcesses = details.tellsProcesses
  }

  /// Events of which it could not be known whether they match.
  var undecided: UInt64 { undecidedEvents &+ (assembler?.undecided ?? 0) }

  mutating func take(_ round: ProcessRound, _ tell: (ProcessElement) -> Void) {
    count(round.elements)
    guard assembler != nil else {
      for element in round.elements where passes(element) { tell(ProcessElement(element)) }
      return
    }
    assembler?.take(round) { [redaction, tellsProcesses] element in
      guard redaction != nil || !tellsProcesses else { return tell(element) }
      var element = element
      if !tellsProcesses { element.process = nil }
      if let redaction, let arguments = element.process?.arguments {
        element.process?.arguments = arguments.map { redaction.apply(to: $0) }
      }
      tell(element)
    }
  }

  private mutating func count(_ elements: [ConnectorElement]) {
    for element in elements {
      if case .lost(let loss) = element { lost &+= loss.count } else { recorded &+= 1 }
    }
    if let element = elements.last { last = element.time }
  }

  private mutating func passes(_ element: ConnectorElement) -> Bool {
    guard let filter else { return true }
    let truth: Filter.Truth
    switch element {
    case .event(let event): truth = filter.evaluate(event)
    case .death(let death): truth = filter.evaluate(death)
    case .lost: return true
    }
    if truth == .undecided { undecidedEvents &+= 1 }
    return truth == .true
  }
}
