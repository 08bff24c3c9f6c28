package import EventCapture
internal import ProcessConnector
internal import ProcessEvents

/// Makes rounds of a capture's records again.
///
/// A capture of events alone has no rounds; then each record of elements becomes one. What it needs of memory is
/// bounded, whatever the capture says.
package struct RoundDecoder: Sendable {
  /// How processes were looked at; nil where events alone were recorded, or before that is known.
  package private(set) var recording: Recording?

  private var round = ProcessRound(horizon: .zero)
  private var facts = FactsDecoder()
  private var hasElements = false
  private var waiting = WaitingTexts()

  package init() {}

  /// Takes the next record.
  ///
  /// - Returns: the round that is complete by it; nil where more is to come.
  package mutating func take(_ record: CaptureRecord) throws(RoundError) -> ProcessRound? {
    switch record {
    case .elements(let elements):
      try append(elements)
      return recording == nil ? finish() : nil
    case .opaque(let kind, let payload):
      return try take(kind, RecordReader(payload))
    default: return nil
    }
  }

  /// What there is of a round that was not completed: for the end of a capture that was cut off.
  ///
  /// Its elements are told as they were, for all that they need stands before them.
  package mutating func finish() -> ProcessRound? {
    guard let last = round.elements.last else { return nil }
    return complete(at: last.time)
  }

  private mutating func complete(at horizon: KernelInstant) -> ProcessRound {
    var next = ProcessRound(horizon: .zero)
    swap(&next, &round)
    next.horizon = horizon
    facts.begin()
    return next
  }

  private mutating func append(_ elements: [CaptureElement]) throws(RoundError) {
    guard round.elements.count + elements.count <= RoundFormat.elementLimit else { throw .tooMuch }
    hasElements = true
    round.elements.reserveCapacity(round.elements.count + elements.count)
    for element in elements { round.elements.append(try ConnectorElement(element)) }
  }

  private mutating func take(
    _ kind: UInt8, _ payload: RecordReader
  ) throws(RoundError) -> ProcessRound? {
    var reader = payload
    switch kind {
    case RoundRecordKind.recording:
      guard recording == nil, !hasElements else { throw .recordingMisplaced }
      recording = try readRecording(&reader)
      return nil
    case RoundRecordKind.users...RoundRecordKind.round:
      guard recording != nil else { throw .recordingMisplaced }
    default: return nil
    }
    facts.reset()
    if kind == RoundRecordKind.round { return try readEnd(&reader) }
    while !reader.isAtEnd {
      guard hasRoom else { throw .tooMuch }
      switch kind {
      case RoundRecordKind.users:
        let (user, name) = try facts.userName(&reader)
        round.userNames[user] = name
      case RoundRecordKind.sideBand: round.sideBand.append(try facts.sideBandRecord(&reader))
      case RoundRecordKind.lookups: round.lookups.append(try facts.lookup(&reader))
      default: round.scanned.append(try facts.facts(&reader))
      }
    }
    return nil
  }

  private var hasRoom: Bool {
    round.userNames.count < RoundFormat.userLimit && round.sideBand.count < RoundFormat.recordLimit
      && round.lookups.count < RoundFormat.factsLimit
      && round.scanned.count < RoundFormat.factsLimit
  }

  private func readRecording(_ reader: inout RecordReader) throws(RoundError) -> Recording {
    let version = try reader.number()
    guard version == RoundFormat.version else { throw .version(version) }
    let number = try reader.number()
    guard let source = NameSource(number: number) else { throw .source(number) }
    let details = ProcessDetails(rawValue: try reader.byte())
    let flags = try reader.byte()
    guard flags <= 1 else { throw .head(flags) }
    try reader.finish()
    return Recording(source: source, details: details, isFiltered: flags == 1)
  }

  private mutating func readEnd(_ reader: inout RecordReader) throws(RoundError) -> ProcessRound {
    let horizon = KernelInstant(nanoseconds: try reader.number())
    if !reader.isAtEnd {
      round.completedScan = KernelInstant(nanoseconds: try reader.number())
    }
    try reader.finish()
    try waiting.take(round.sideBand, at: horizon)
    return complete(at: horizon)
  }
}

/// The texts of records that are later than their round, and so have to be held until their time.
private struct WaitingTexts: Sendable {
  private var size = 0
  private var last = KernelInstant.zero

  /// - Throws: where time does not go on, so that ever more has to be held.
  mutating func take(
    _ records: [SideBandRecord], at horizon: KernelInstant
  ) throws(RoundError) {
    if last <= horizon { size = 0 }
    for record in records where record.time > horizon {
      last = max(last, record.time)
      if case .map(_, let path) = record.payload { size += path.utf8.count }
    }
    guard size <= RoundFormat.textBudget else { throw .tooMuch }
  }
}

extension KernelInstant {
  fileprivate static let zero = KernelInstant(nanoseconds: 0)
}
