internal import ProcessEvents

/// Reads what ``FactsEncoder`` writes, which it mirrors.
struct FactsDecoder: Sendable {
  private var texts = RecentValues<String>(capacity: RoundFormat.textCount)
  private var names = RecentValues<CommandName>(capacity: RoundFormat.nameCount)
  private var expected = FactsExpectation()
  private var textBudget = RoundFormat.textBudget

  /// Begins a round.
  mutating func begin() { textBudget = RoundFormat.textBudget }

  /// Begins a record.
  mutating func reset() { expected = FactsExpectation() }

  mutating func sideBandRecord(
    _ reader: inout RecordReader
  ) throws(RoundError) -> SideBandRecord {
    let head = try reader.byte()
    let time = try time(&reader)
    let payload: SideBandRecord.Payload
    switch head & SideBandHead.kindMask {
    case SideBandHead.fork:
      let child = try task(head, &reader)
      expected.parent &+= try reader.difference32()
      let parent = ProcessID(expected.parent)
      let hasThread = head & SideBandHead.parentThread != 0
      payload = .fork(
        child: child,
        parent: hasThread ? try thread(of: parent, &reader) : TaskID(leaderOf: parent))
    case SideBandHead.exit: payload = .exit(try task(head, &reader))
    case SideBandHead.comm:
      payload = .comm(try task(head, &reader), try name(&reader), isExec: false)
    case SideBandHead.exec:
      payload = .comm(try task(head, &reader), try name(&reader), isExec: true)
    case SideBandHead.map: payload = .map(try task(head, &reader), path: try text(&reader))
    case SideBandHead.lost: payload = .lost(try reader.number())
    default: throw .head(head)
    }
    return SideBandRecord(time: time, payload: payload)
  }

  mutating func lookup(_ reader: inout RecordReader) throws(RoundError) -> ProcessLookup {
    expected.position &+= try reader.number()
    guard expected.position < UInt64(RoundFormat.elementLimit) else { throw .tooMuch }
    let head = try reader.byte()
    guard head & ~LookupHead.all == 0 else { throw .head(head) }
    var lookup = ProcessLookup(
      position: Int(expected.position), isConfirmed: head & LookupHead.confirmed != 0)
    if head & LookupHead.kernelLog != 0 { lookup.outOfMemory = .kernelLog }
    if head & LookupHead.controlGroup != 0 { lookup.outOfMemory = .controlGroup }
    if head & LookupHead.facts != 0 { lookup.facts = try facts(&reader) }
    return lookup
  }

  mutating func facts(_ reader: inout RecordReader) throws(RoundError) -> ProcessFacts {
    let head = try reader.byte()
    guard head & ~FactsHead.all == 0 else { throw .head(head) }
    expected.process &+= try reader.difference32()
    let readAt = try time(&reader)
    let start = readAt.nanoseconds &+ (try reader.difference())
    let name = try name(&reader)
    expected.parent &+= try reader.difference32()
    var facts = ProcessFacts(
      process: ProcessID(expected.process), readAt: readAt,
      start: KernelInstant(nanoseconds: start), name: name, parent: ProcessID(expected.parent),
      state: try reader.byte(), threadCount: try reader.number32())
    facts.isEnding = head & FactsHead.isEnding != 0
    if head & FactsHead.executable != 0 { facts.executable = try text(&reader) }
    if head & FactsHead.arguments != 0 { facts.arguments = try arguments(&reader) }
    if head & FactsHead.user != 0 { facts.userID = try reader.number32() }
    if head & FactsHead.controlGroup != 0 { facts.controlGroup = try text(&reader) }
    return facts
  }

  mutating func userName(_ reader: inout RecordReader) throws(RoundError) -> (UInt32, String) {
    let user = try reader.number32()
    return (user, try literal(&reader))
  }
}

extension FactsDecoder {
  private mutating func time(_ reader: inout RecordReader) throws(RoundError) -> KernelInstant {
    expected.time &+= try reader.difference()
    return KernelInstant(nanoseconds: expected.time)
  }

  private mutating func task(
    _ head: UInt8, _ reader: inout RecordReader
  ) throws(RoundError) -> TaskID {
    expected.process &+= try reader.difference32()
    let process = ProcessID(expected.process)
    let hasThread = head & SideBandHead.thread != 0
    return hasThread ? try thread(of: process, &reader) : TaskID(leaderOf: process)
  }

  private func thread(
    of process: ProcessID, _ reader: inout RecordReader
  ) throws(RoundError) -> TaskID {
    let thread = process.rawValue &+ (try reader.difference32())
    return TaskID(thread: ThreadID(thread), process: process)
  }

  private mutating func arguments(
    _ reader: inout RecordReader
  ) throws(RoundError) -> [String] {
    let count = try reader.number()
    var list: [String] = []
    // Each takes a byte at least, so that no number makes this long.
    for _ in 0..<count { list.append(try literal(&reader)) }
    return list
  }

  /// A text that stands here.
  private mutating func literal(_ reader: inout RecordReader) throws(RoundError) -> String {
    let text = try reader.text()
    textBudget -= text.utf8.count + FactsEncoder.textCost
    guard textBudget >= 0 else { throw .tooMuch }
    return text
  }

  private mutating func text(_ reader: inout RecordReader) throws(RoundError) -> String {
    let number = try reader.number()
    guard number == 0 else {
      guard let text = texts[number - 1] else { throw .reference(number) }
      return text
    }
    let text = try literal(&reader)
    if text.utf8.count <= RoundFormat.textLimit { texts.read(text) }
    return text
  }

  private mutating func name(_ reader: inout RecordReader) throws(RoundError) -> CommandName {
    let number = try reader.number()
    guard number == 0 else {
      guard let name = names[number - 1] else { throw .reference(number) }
      return name
    }
    let range = try reader.range()
    guard range.count <= 16 else { throw .nameLength(UInt64(range.count)) }
    var name = CommandName(bytes: .init(repeating: 0))
    for index in range { name.bytes[index - range.lowerBound] = reader[index] }
    names.read(name)
    return name
  }
}
