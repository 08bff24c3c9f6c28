import EventCapture
import ProcessEvents
import TestSupport

/// A capture of version 1 with each kind of record and of element, which every later version must read.
enum GoldenCapture {
  static let header = CaptureHeader(
    toolVersion: "0.2.0", kernelRelease: "6.12.9-amd64", bootID: "b2d1", realTimeOffset: -3,
    events: .all, filter: "exit && abnormal", subject: .threads,
    start: KernelInstant(nanoseconds: 1000))

  static let elements: [CaptureElement] = [
    event(1100, 0, 0, .fork(Fork(parent: leader(70), child: leader(71)))),
    event(1200, 0, 1, .exec(leader(71))),
    event(1150, 3, 500, .fork(Fork(parent: leader(70), child: thread(72, 70)))),
    event(1300, 3, 501, .fork(Fork(parent: thread(72, 70), child: leader(73)))),
    event(1300, 0, 4, .uid(CredentialChange(task: leader(73), real: 1000, effective: 1000))),
    event(1301, 0, 5, .gid(CredentialChange(task: leader(73), real: 100, effective: 0))),
    event(1302, 0, 6, .sid(leader(73))),
    event(1303, 0, 7, .ptrace(Trace(task: leader(73), tracer: leader(9)))),
    event(1304, 0, 8, .ptrace(Trace(task: leader(73), tracer: nil))),
    event(1305, 0, 9, .comm(NameChange(task: leader(73), name: CommandName("sh")))),
    event(1306, 0, 10, .coredump(CoreDump(task: thread(72, 70), parent: leader(1)))),
    event(
      1307, 0, 11,
      .exit(
        ThreadExit(
          task: thread(72, 70), status: .signaled(.segmentationFault, coreDumped: true),
          exitSignal: .max, parent: leader(0)))),
    event(
      1308, 0, 12,
      .exit(
        ThreadExit(
          task: leader(71), status: .exited(code: 3), exitSignal: 17, parent: leader(70)))),
    event(1309, 0, 13, .unknown(UnknownEvent(what: 0x400, data: unknownData))),
    .death(
      ProcessDeath(
        process: ProcessID(71), parent: ProcessID(70), status: .exited(code: 3),
        time: KernelInstant(nanoseconds: 1308), cpu: 0)),
    .death(
      ProcessDeath(
        process: ProcessID(73), parent: ProcessID(0), status: .signaled(.kill),
        time: KernelInstant(nanoseconds: 1400), cpu: 1)),
    .lost(
      CaptureLoss(
        count: 300, since: KernelInstant(nanoseconds: 1400),
        until: KernelInstant(nanoseconds: 2400), place: .socketBuffer)),
  ]

  static let records: [CaptureRecord] = [
    .header(header),
    .elements(elements),
    .clock(ClockOffset(time: KernelInstant(nanoseconds: 3000), realTimeOffset: 1_000_000_000)),
    .opaque(kind: 16, payload: [1, 2, 3]),
    .elements([elements[1]]),
  ]

  static let bytes = Hexadecimal.bytes(
    [
      "89706d6f6e0d0a1a 0100 0000 c5fbb538",  // magic, version 1, checksum
      // Block 0 of 66 bytes, and its two checksums; the header of 62.
      "42000000 00000000 00000000 cb319e23 24d9eba1", "01 3e0000",
      "01 05 302e322e30",  // version of the tool
      "02 0c 362e31322e392d616d643634",  // release
      "03 04 62326431",  // boot
      "04 01 05",  // offset -3
      "05 05 c78780800e",  // all kinds
      "06 10 657869742026262061626e6f726d616c",  // filter
      "07 01 01",  // threads
      "08 02 e807",  // start at 1000
      // Block 1; a record of 103 bytes of elements.
      "8b000000 01000000 00000000 a8853fd0 5642b0ef", "03 670000",
      "00 9811 8e01 8c01",  // 1100: 70 forks 71
      "01 c801 00",  // 1200: 71 executes
      "70 63 03 e807 01 04 00",  // 50 ns before, on CPU 3, number 500: thread 72 of 70
      "80 ac02 06 00 04",  // 1300: 73; its parent is a thread, 72 of 70
      "32 00 00 04 00 e807",  // on CPU 0 again, two numbers missing: user 1000
      "83 02 00 64 00",  // group 100, effective 0
      "04 02 00",  // session
      "85 02 00 12 00",  // 9 traces
      "05 02 00",  // and has left
      "06 02 00 02 7368",  // name sh
      "47 02 05 04 8901",  // thread 72 of 70 dumps core; the parent is 1
      "c8 02 00 04 8b01 01 00 00",  // and ends: 139, no exit signal, no parent
      "08 02 02 8006 8a01",  // 71 ends: code 3
      "09 02 8008 03 ab00cd",  // a kind 0x400
      "0a 01 00 8006 00",  // death of 71: code 3
      "9a b801 01 04 09",  // on CPU 1, death of 73: signal 9, parent unknown
      "0b 00 d00f ac02 01",  // loss of 300 within 1000 ns
      "02 070000", "b817 80a8d6b907",  // clock
      "10 030000", "010203",  // opaque, kind 16
      "03 060000", "21 e012 02 8e01",  // elements: 1200 on CPU 0, number 1, 71 executes
      "04 000000",  // end
    ].joined())

  private static let unknownData: [24 of UInt8] = {
    var data: [24 of UInt8] = .init(repeating: 0)
    data[0] = 0xAB
    data[2] = 0xCD
    return data
  }()

  private static func event(
    _ time: UInt64, _ cpu: UInt32, _ sequence: UInt32, _ payload: ProcessEvent.Payload
  ) -> CaptureElement {
    .event(
      ProcessEvent(
        time: KernelInstant(nanoseconds: time), cpu: cpu, sequence: sequence, payload: payload))
  }

  private static func leader(_ process: Int32) -> TaskID { TaskID(leaderOf: ProcessID(process)) }

  private static func thread(_ thread: Int32, _ process: Int32) -> TaskID {
    TaskID(thread: ThreadID(thread), process: ProcessID(process))
  }
}
