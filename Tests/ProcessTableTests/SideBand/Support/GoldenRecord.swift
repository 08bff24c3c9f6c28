import ProcessEvents
import Testing

@testable import ProcessTable

/// A record as a kernel wrote it, and what it says.
struct GoldenRecord: Sendable {
  let name: String
  let bytes: [UInt8]
  let time: UInt64
  let payload: SideBandRecord.Payload

  /// - Parameter fields: the bytes in hexadecimal, one string for each few fields.
  init(
    _ name: String, _ fields: [String], at time: UInt64, says payload: SideBandRecord.Payload
  ) {
    self.name = name
    bytes = fields.joined().filter { $0 != " " }.hexadecimal
    self.time = time
    self.payload = payload
  }

  static let all: [GoldenRecord] = [
    threadFork, processFork, shortName, longName, exec, processExit, threadExit, program, loader,
    lost,
    oldProgram,
  ]

  private static func task(_ thread: Int32, of process: Int32) -> TaskID {
    TaskID(thread: ThreadID(thread), process: ProcessID(process))
  }

  private static func leader(_ process: Int32) -> TaskID { task(process, of: process) }
}

extension GoldenRecord: CustomTestStringConvertible {
  var testDescription: String { name }
}

// From a Linux 6.18 (x86-64, so the least byte comes first). A process 15302 with a second thread 15303.
extension GoldenRecord {
  static let threadFork = GoldenRecord(
    "fork of a thread",
    [
      "07000000 0000 3000",  // perf_event_header: FORK, flags, 48 bytes
      "c63b0000 c63b0000 c73b0000 c63b0000",  // process, parent's, thread, parent's
      "b0b81423ba020000",  // time, taken when it was written
      "c63b0000 c63b0000 89b61423ba020000",  // sample_id: process, thread, time
    ],
    at: 0x2_BA23_14B6_89, says: .fork(child: task(15303, of: 15302), parent: leader(15302)))

  /// `fork` by a thread that is not the leader.
  static let processFork = GoldenRecord(
    "fork by a thread",
    [
      "07000000 0000 3000",  // perf_event_header: FORK, flags, 48 bytes
      "c83b0000 c63b0000 c83b0000 c73b0000",  // process, parent's, thread, parent's
      "f2ea2e23ba020000",  // time, taken when it was written
      "c63b0000 c73b0000 dfe82e23ba020000",  // sample_id
    ],
    at: 0x2_BA23_2EE8_DF, says: .fork(child: leader(15304), parent: task(15303, of: 15302)))

  /// `prctl(PR_SET_NAME)` with a name in Latin-1 and two bytes that no text has.
  static let shortName = GoldenRecord(
    "short name",
    [
      "03000000 0000 2800",  // perf_event_header: COMM, flags, 40 bytes
      "c83b0000 c83b0000",  // process, thread
      "636166e920fffe00",  // name
      "c83b0000 c83b0000 e7073023ba020000",  // sample_id
    ],
    at: 0x2_BA23_3007_E7,
    says: .comm(
      leader(15304),
      CommandName(bytes: [0x63, 0x61, 0x66, 0xE9, 0x20, 0xFF, 0xFE, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
      isExec: false))

  static let longName = GoldenRecord(
    "long name",
    [
      "03000000 0000 3000",  // perf_event_header: COMM, flags, 48 bytes
      "c83b0000 c83b0000",  // process, thread
      "6669667465656e2d62797465732d7800",  // name
      "c83b0000 c83b0000 b9113023ba020000",  // sample_id
    ],
    at: 0x2_BA23_3011_B9,
    says: .comm(leader(15304), CommandName("fifteen-bytes-x"), isExec: false))

  /// `execve` of `/bin/true`.
  static let exec = GoldenRecord(
    "exec",
    [
      "03000000 0020 2800",  // perf_event_header: COMM, by exec, 40 bytes
      "c93b0000 c93b0000",  // process, thread
      "7472756500000000",  // name
      "c93b0000 c93b0000 559a3623ba020000",  // sample_id
    ],
    at: 0x2_BA23_369A_55, says: .comm(leader(15305), CommandName("true"), isExec: true))

  static let processExit = GoldenRecord(
    "exit",
    [
      "04000000 0000 3000",  // perf_event_header: EXIT, flags, 48 bytes
      "c83b0000 c63b0000 c83b0000 c63b0000",  // process, parent's, thread, parent's
      "10363023ba020000",  // time, taken when it was written
      "c83b0000 c83b0000 e4343023ba020000",  // sample_id
    ],
    at: 0x2_BA23_3034_E4, says: .exit(leader(15304)))

  static let threadExit = GoldenRecord(
    "exit of a thread",
    [
      "04000000 0000 3000",  // perf_event_header: EXIT, flags, 48 bytes
      "c63b0000 c53b0000 c73b0000 c53b0000",  // process, parent's, thread, parent's
      "bd763123ba020000",  // time, taken when it was written
      "c63b0000 c73b0000 d7753123ba020000",  // sample_id
    ],
    at: 0x2_BA23_3175_D7, says: .exit(task(15303, of: 15302)))

  static let program = GoldenRecord(
    "mapping",
    [
      "0a000000 0200 6800",  // perf_event_header: MMAP2, in user mode, 104 bytes
      "c93b0000 c93b0000",  // process, thread
      "00809e7cce550000 0040000000000000 0020000000000000",  // address, length, offset
      "fe000000 00000000 0ee3030000000000 0000000000000000",  // device, inode, its generation
      "05000000 02000000",  // PROT_READ | PROT_EXEC, MAP_PRIVATE
      "2f7573722f62696e2f74727565000000",  // path
      "c93b0000 c93b0000 a0f43623ba020000",  // sample_id
    ],
    at: 0x2_BA23_36F4_A0, says: .map(leader(15305), path: "/usr/bin/true"))

  static let loader = GoldenRecord(
    "mapping of the loader",
    [
      "0a000000 0200 8800",  // perf_event_header: MMAP2, in user mode, 136 bytes
      "c93b0000 c93b0000",  // process, thread
      "00009a64607f0000 0060020000000000 0010000000000000",  // address, length, offset
      "fe000000 00000000 ad13050000000000 0000000000000000",  // device, inode, its generation
      "05000000 02000000",  // PROT_READ | PROT_EXEC, MAP_PRIVATE
      "2f7573722f6c69622f7838365f36342d6c696e75782d676e752f",  // path
      "6c642d6c696e75782d7838362d36342e736f2e320000",
      "c93b0000 c93b0000 58383723ba020000",  // sample_id
    ],
    at: 0x2_BA23_3738_58,
    says: .map(leader(15305), path: "/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2"))

  static let lost = GoldenRecord(
    "lost",
    [
      "02000000 0000 2800",  // perf_event_header: LOST, flags, 40 bytes
      "0500000000000000 6800000000000000",  // the event's id, count
      "d33b0000 d33b0000 02288d24ba020000",  // sample_id
    ],
    at: 0x2_BA24_8D28_02, says: .lost(104))

  /// Where `mmap2` is not asked for.
  static let oldProgram = GoldenRecord(
    "mapping without inode",
    [
      "01000000 0200 4800",  // perf_event_header: MMAP, in user mode, 72 bytes
      "d03b0000 d03b0000",  // process, thread
      "0030df4540560000 0040000000000000 0020000000000000",  // address, length, offset
      "2f7573722f62696e2f74727565000000",  // path
      "d03b0000 d03b0000 0aac9223ba020000",  // sample_id
    ],
    at: 0x2_BA23_92AC_0A, says: .map(leader(15312), path: "/usr/bin/true"))
}

extension String {
  /// The bytes that pairs of digits stand for.
  fileprivate var hexadecimal: [UInt8] {
    let digits = map { digit in
      guard let value = digit.hexDigitValue else { preconditionFailure("no digit: \(digit)") }
      return UInt8(value)
    }
    precondition(digits.count.isMultiple(of: 2))
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}
