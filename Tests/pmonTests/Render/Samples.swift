import EventRendering
import ProcessConnector
import ProcessEvents

@testable import pmon

/// Elements of every kind, at a known time.
enum Samples {
  /// 2026-11-23 15:20:01.123456789 UTC is the kernel's second 1.
  static var clock: WallClock {
    WallClock(isUTC: true, offset: 1_795_447_200_123_456_789)
  }

  static let instant = KernelInstant(nanoseconds: 1_000_000_000)

  private static let process = TaskID(leaderOf: ProcessID(3019))
  private static let thread = TaskID(thread: ThreadID(3021), process: ProcessID(3019))
  private static let parent = TaskID(leaderOf: ProcessID(2977))
  private static let nobody = TaskID(leaderOf: ProcessID(0))

  static func event(_ payload: ProcessEvent.Payload) -> ConnectorElement {
    .event(ProcessEvent(time: instant, cpu: 1, sequence: 7, payload: payload))
  }

  static func name(_ bytes: [UInt8]) -> ConnectorElement {
    var name = CommandName("")
    for (index, byte) in bytes.enumerated() { name.bytes[index] = byte }
    return event(.comm(NameChange(task: process, name: name)))
  }

  static func exit(_ rawStatus: UInt32, parent: TaskID = parent) -> ConnectorElement {
    event(
      .exit(
        ThreadExit(
          task: parent == nobody ? thread : process, status: ExitStatus(rawValue: rawStatus),
          exitSignal: 17, parent: parent)))
  }

  static func death(_ rawStatus: UInt32, parent: Int32 = 2977) -> ConnectorElement {
    .death(
      ProcessDeath(
        process: ProcessID(3019), parent: ProcessID(parent),
        status: ExitStatus(rawValue: rawStatus), time: instant, cpu: 1))
  }

  static func loss(_ count: UInt64, _ place: Loss.Place = .socketBuffer) -> ConnectorElement {
    .lost(
      Loss(
        count: count, since: KernelInstant(nanoseconds: 500_000_000), until: instant, place: place))
  }

  static let fork = event(.fork(Fork(parent: parent, child: process)))
  static let coredump = event(.coredump(CoreDump(task: process, parent: parent)))

  /// Each kind of element at least once.
  static let all: [ConnectorElement] = [
    fork,
    event(.fork(Fork(parent: parent, child: thread))),
    event(.exec(process)),
    event(.uid(CredentialChange(task: process, real: 0, effective: 65_534))),
    event(.gid(CredentialChange(task: process, real: .max, effective: 0))),
    event(.sid(process)),
    event(.ptrace(Trace(task: process, tracer: parent))),
    event(.ptrace(Trace(task: process, tracer: nil))),
    name(Array("bash".utf8)),
    coredump,
    exit(3 << 8),
    exit(0, parent: nobody),
    death(0),
    death(3 << 8, parent: 0),
    death(11 | 0x80),
    event(.unknown(UnknownEvent(what: 0x400, data: .init(repeating: 1)))),
    loss(123),
    loss(1, .handOver),
    loss(2, .kernelMemory),
  ]

  /// Names that a process can give itself to trouble those who print them.
  static let hostileNames: [[UInt8]] = [
    Array("a\"b\\c".utf8), Array("\u{1B}[31mred".utf8), Array("two\nlines\t\r".utf8),
    [0xFF, 0xC3, 0x28, 0x80], Array("käse \u{202E}x".utf8), Array("\u{7F}\u{9B}0m".utf8), [],
  ]
}
