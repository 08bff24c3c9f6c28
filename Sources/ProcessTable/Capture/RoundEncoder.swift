package import EventCapture
internal import ProcessConnector
internal import ProcessEvents

/// Makes a capture of rounds, the bytes of which the caller writes.
///
/// What a round's elements need in order to be told stands before them, so that a capture that was cut off
/// tells as much as it has.
package struct RoundEncoder: Sendable {
  /// To be flushed, and finished; see ``CaptureEncoder``.
  package var capture: CaptureEncoder
  private let tellsProcesses: Bool
  var facts = FactsEncoder()

  /// - Parameter recording: nil where events alone are recorded, and nothing of their processes.
  package init(_ header: CaptureHeader, recording: Recording?) throws(RecordTooLong) {
    capture = try CaptureEncoder(header)
    tellsProcesses = recording != nil
    guard let recording else { return }
    var payload: [UInt8] = []
    payload.put(RoundFormat.version)
    payload.put(recording.source.number)
    payload.append(recording.details.rawValue)
    payload.append(recording.isFiltered ? 1 : 0)
    append(payload, RoundRecordKind.recording)
  }

  package mutating func append(_ clock: ClockOffset) { capture.append(clock) }

  package mutating func append(_ round: ProcessRound) {
    guard tellsProcesses else {
      for element in round.elements { capture.append(CaptureElement(element)) }
      return
    }
    for part in round.parts(elements: RoundFormat.elementLimit / 2) { appendPart(part) }
  }

  private mutating func appendPart(_ round: ProcessRound) {
    facts.begin()
    if !round.userNames.isEmpty { appendUsers(round.userNames) }
    appendSideBand(round.sideBand)
    appendList(round.lookups, RoundRecordKind.lookups) { $0.put($1) }
    for element in round.elements { capture.append(CaptureElement(element)) }
    // What does not fit is left out, and then the scan has not been one of all.
    let scanned = round.scanned.prefix(RoundFormat.factsLimit)
    appendList(scanned, RoundRecordKind.scan) { $0.put($1) }
    var payload: [UInt8] = []
    payload.put(round.horizon.nanoseconds)
    if let scan = round.completedScan, scanned.count == round.scanned.count {
      payload.put(scan.nanoseconds)
    }
    append(payload, RoundRecordKind.round)
  }

  private mutating func appendUsers(_ names: [UInt32: String]) {
    let names = names.sorted { $0.key < $1.key }.prefix(RoundFormat.userLimit)
    var payload: [UInt8] = []
    for (user, name) in names where facts.spend(name.utf8.count) {
      payload.put(UInt64(user))
      payload.put(text: name)
      if payload.count >= RoundFormat.payloadCapacity {
        append(payload, RoundRecordKind.users)
        payload.removeAll(keepingCapacity: true)
      }
    }
    if !payload.isEmpty { append(payload, RoundRecordKind.users) }
  }

  private mutating func appendSideBand(_ records: [SideBandRecord]) {
    guard records.count <= RoundFormat.recordLimit else {
      // An assembler could not take in as many either.
      let loss = SideBandRecord(time: records[0].time, payload: .lost(UInt64(records.count)))
      return appendList([loss], RoundRecordKind.sideBand) { $0.put($1) }
    }
    appendList(records, RoundRecordKind.sideBand) { $0.put($1) }
  }

  /// Appends records of some kind, with as many items in each as fit.
  private mutating func appendList<Items: Collection>(
    _ items: Items, _ kind: UInt8, _ put: (inout FactsEncoder, Items.Element) -> Void
  ) {
    guard !items.isEmpty else { return }
    facts.reset()
    for item in items {
      put(&facts, item)
      if facts.payload.count >= RoundFormat.payloadCapacity {
        append(facts.payload, kind)
        facts.reset()
      }
    }
    if !facts.payload.isEmpty { append(facts.payload, kind) }
  }

  private mutating func append(_ payload: [UInt8], _ kind: UInt8) {
    // A payload's capacity and the longest item after it are less than a record may have.
    try! capture.append(payload.span, kind: kind)
  }
}

extension ProcessRound {
  /// Itself, or where it has too many elements for one, several that tell the same.
  fileprivate func parts(elements limit: Int) -> [ProcessRound] {
    guard elements.count > limit else { return [self] }
    var parts: [ProcessRound] = []
    var start = 0
    while start < elements.count {
      let end = min(start + limit, elements.count)
      var part = ProcessRound(horizon: end == elements.count ? horizon : elements[end - 1].time)
      part.elements = Array(elements[start..<end])
      part.lookups = lookups.filter { (start..<end).contains($0.position) }
      for index in part.lookups.indices { part.lookups[index].position -= start }
      if start == 0 {
        part.userNames = userNames
        part.sideBand = sideBand
      }
      if end == elements.count {
        part.scanned = scanned
        part.completedScan = completedScan
      }
      parts.append(part)
      start = end
    }
    return parts
  }
}
