import ProcessConnector
import ProcessEvents
import TestSupport

@testable import ProcessTable

extension SeededGenerator {
  /// A round with some of everything, mostly as a machine might tell it, in part with numbers at their ends.
  mutating func round(upTo count: Int = 30) -> ProcessRound {
    var round = ProcessRound(horizon: instant())
    for _ in 0..<number(in: 0...count) { round.elements.append(connectorElement()) }
    if once(in: 3) {
      for _ in 0..<number(in: 0...5) { round.userNames[bits()] = text() }
    }
    for _ in 0..<number(in: 0...count) { round.sideBand.append(sideBandRecord()) }
    if !round.elements.isEmpty {
      for _ in 0..<number(in: 0...count) {
        round.lookups.append(
          ProcessLookup(
            position: number(in: 0...(round.elements.count - 1)),
            facts: once(in: 3) ? nil : facts(), isConfirmed: once(in: 2),
            outOfMemory: [nil, .kernelLog, .controlGroup][number(in: 0...2)]))
      }
    }
    if once(in: 4) {
      for _ in 0..<number(in: 0...count) { round.scanned.append(facts()) }
      round.completedScan = once(in: 4) ? nil : instant()
    }
    return round
  }

  mutating func connectorElement() -> ConnectorElement {
    switch number(in: 0...9) {
    case 0:
      .lost(
        Loss(
          count: anyNumber(1...9), since: instant(), until: instant(),
          place: [.socketBuffer, .kernelMemory, .handOver, .stream][number(in: 0...3)]))
    case 1, 2:
      .death(
        ProcessDeath(
          process: process(), parent: process(), status: ExitStatus(rawValue: anyNumber(0...255)),
          time: instant(), cpu: anyNumber(0...3)))
    default:
      .event(
        ProcessEvent(
          time: instant(), cpu: anyNumber(0...3), sequence: bits(), payload: somePayload()))
    }
  }

  /// Of few processes, so that they meet in a table.
  private mutating func somePayload() -> ProcessEvent.Payload {
    switch number(in: 0...5) {
    case 0: .fork(Fork(parent: task(), child: task()))
    case 1: .exec(task())
    case 2: .comm(NameChange(task: task(), name: name()))
    case 3: .uid(CredentialChange(task: task(), real: bits(), effective: bits()))
    case 4:
      .exit(ThreadExit(task: task(), status: .exited(code: 1), exitSignal: 17, parent: task()))
    default: payload()
    }
  }

  mutating func sideBandRecord() -> SideBandRecord {
    let payload: SideBandRecord.Payload =
      switch number(in: 0...9) {
      case 0, 1, 2: .fork(child: task(), parent: task())
      case 3, 4: .exit(task())
      case 5, 6: .comm(task(), name(), isExec: once(in: 2))
      case 7, 8: .map(task(), path: text())
      default: .lost(anyNumber(1...9))
      }
    return SideBandRecord(time: instant(), payload: payload)
  }

  mutating func facts() -> ProcessFacts {
    var facts = ProcessFacts(
      process: process(), readAt: instant(), start: instant(), name: name(), parent: process(),
      state: once(in: 2) ? UInt8(ascii: "Z") : bits(), threadCount: anyNumber(1...9))
    facts.isEnding = once(in: 4)
    if once(in: 2) { facts.executable = text() }
    if once(in: 2) { facts.arguments = (0..<number(in: 0...5)).map { _ in text() } }
    if once(in: 2) { facts.userID = anyNumber(0...1000) }
    if once(in: 2) { facts.controlGroup = text() }
    return facts
  }

  private mutating func instant() -> KernelInstant {
    KernelInstant(nanoseconds: anyNumber(1_000_000_000...1_100_000_000))
  }

  private mutating func process() -> ProcessID { ProcessID(anyNumber(0...40)) }

  private mutating func task() -> TaskID {
    let process = process()
    return once(in: 4)
      ? TaskID(thread: ThreadID(anyNumber(0...40)), process: process) : TaskID(leaderOf: process)
  }

  private mutating func name() -> CommandName {
    guard once(in: 10) else { return CommandName("name \(number(in: 0...20))") }
    var name = CommandName(bytes: .init(repeating: 0))
    for index in 0..<number(in: 0...16) { name.bytes[index] = number(in: 1...255) }
    return name
  }

  private mutating func text() -> String {
    switch number(in: 0...19) {
    case 0: ""
    case 1: String(repeating: "long/", count: number(in: 0...500))
    case 2: "ä€𝄞\n\0\u{1B}"
    default: "/usr/bin/program\(number(in: 0...50))"
    }
  }

  /// Mostly from `range`, else any or an extreme.
  private mutating func anyNumber<Number: FixedWidthInteger>(
    _ range: ClosedRange<Number>
  ) -> Number {
    switch number(in: 0...19) {
    case 0: bits()
    case 1: once(in: 2) ? .max : .min
    default: number(in: range)
    }
  }
}
