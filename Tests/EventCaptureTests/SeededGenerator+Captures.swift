import EventCapture
import ProcessEvents
import TestSupport

extension SeededGenerator {
  /// An element as a machine might tell it, or one with fields at the ends of their ranges.
  mutating func captureElement() -> CaptureElement {
    switch number(in: 0...9) {
    case 0: .lost(captureLoss())
    case 1, 2: .death(processDeath())
    default: .event(captureEvent())
    }
  }

  mutating func captureElements(_ count: Int) -> [CaptureElement] {
    (0..<count).map { _ in captureElement() }
  }

  mutating func captureEvent() -> ProcessEvent {
    ProcessEvent(
      time: instant(), cpu: anyNumber(near: 0...3), sequence: anyNumber(near: 0...99),
      payload: once(in: 2) ? payload() : anyPayload())
  }

  private mutating func processDeath() -> ProcessDeath {
    ProcessDeath(
      process: ProcessID(processNumber()), parent: ProcessID(processNumber()),
      status: ExitStatus(rawValue: anyNumber(near: 0...255)), time: instant(),
      cpu: anyNumber(near: 0...3))
  }

  private mutating func captureLoss() -> CaptureLoss {
    CaptureLoss(
      count: anyNumber(near: 1...300), since: instant(), until: instant(),
      place: CaptureLoss.Place(rawValue: bits()))
  }

  mutating func captureHeader() -> CaptureHeader {
    CaptureHeader(
      toolVersion: text(), kernelRelease: text(), bootID: text(), realTimeOffset: bits(),
      events: EventMask(rawValue: bits()), filter: once(in: 2) ? nil : text(),
      subject: once(in: 2) ? .processes : .threads, start: instant())
  }

  mutating func clockOffset() -> ClockOffset {
    ClockOffset(time: instant(), realTimeOffset: bits())
  }

  mutating func bytes(_ counts: ClosedRange<Int>) -> [UInt8] {
    (0..<number(in: counts)).map { _ in bits() }
  }

  /// Anything in order that can be in a capture; records of elements are never next to each other.
  mutating func captureRecords(_ count: Int) -> [CaptureRecord] {
    var records: [CaptureRecord] = [.header(captureHeader())]
    for _ in 0..<count {
      if case .elements? = records.last {
        records.append(
          once(in: 3)
            ? .clock(clockOffset())
            : .opaque(kind: number(in: 16...255), payload: bytes(0...99)))
      } else {
        records.append(.elements(captureElements(number(in: 1...20))))
      }
    }
    return records
  }

  private mutating func text() -> String {
    String(["", "6.18.1", "exit && code != 0", "ä€𝄞", "a\nb\0c"].randomElement(using: &self)!)
  }

  private mutating func instant() -> KernelInstant {
    KernelInstant(nanoseconds: anyNumber(near: 1_000_000_000...1_001_000_000))
  }

  private mutating func processNumber() -> Int32 { anyNumber(near: 0...4_000_000) }

  private mutating func task() -> TaskID {
    let process = ProcessID(processNumber())
    return once(in: 2)
      ? TaskID(leaderOf: process) : TaskID(thread: ThreadID(processNumber()), process: process)
  }

  /// Mostly from `range`, else any or an extreme.
  private mutating func anyNumber<Number: FixedWidthInteger>(
    near range: ClosedRange<Number>
  ) -> Number {
    switch number(in: 0...9) {
    case 0: bits()
    case 1: once(in: 2) ? .max : .min
    default: number(in: range)
    }
  }

  /// Fields that the kernel would never send, too.
  private mutating func anyPayload() -> ProcessEvent.Payload {
    let change = CredentialChange(task: task(), real: bits(), effective: bits())
    return switch number(in: 0...9) {
    case 0: .fork(Fork(parent: task(), child: task()))
    case 1: .exec(task())
    case 2: .uid(change)
    case 3: .gid(change)
    case 4: .sid(task())
    case 5: .ptrace(Trace(task: task(), tracer: once(in: 2) ? nil : task()))
    case 6: .comm(NameChange(task: task(), name: CommandName(bytes: array())))
    case 7: .coredump(CoreDump(task: task(), parent: task()))
    case 8: .unknown(UnknownEvent(what: bits(), data: array()))
    default:
      .exit(
        ThreadExit(
          task: task(), status: ExitStatus(rawValue: bits()),
          exitSignal: anyNumber(near: 17...17), parent: task()))
    }
  }

  /// Bytes of which the rest, from some place on, is zero.
  private mutating func array<let count: Int>() -> [count of UInt8] {
    var array: [count of UInt8] = .init(repeating: 0)
    for index in 0..<number(in: 0...count) { array[index] = bits() }
    return array
  }
}
