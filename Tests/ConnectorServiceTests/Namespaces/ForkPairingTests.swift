import ProcessEvents
import TestSupport
import Testing

@testable import ConnectorService

@Suite("Records of one fork by several namespaces")
struct ForkPairingTests {
  /// C: `PERF_RECORD_FORK` with time and id behind it
  private static func fork(
    _ thread: Int32, of process: Int32, time: UInt64, id: UInt64, kind: UInt32 = 7
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    func append<Number: FixedWidthInteger>(_ number: Number) {
      unsafe withUnsafeBytes(of: number) { unsafe bytes.append(contentsOf: $0) }
    }
    append(kind)
    append(UInt16(0))
    append(UInt16(48))
    append(process)
    append(Int32(1))
    append(thread)
    append(Int32(1))
    append(time)
    append(time)
    append(id)
    return bytes
  }

  private static func lost(time: UInt64) -> [UInt8] {
    fork(0, of: 0, time: time, id: 1, kind: 2)
  }

  private static let own: UInt64 = 100

  private static func records(
    _ bytes: [[UInt8]], slots: [UInt64: Int]
  ) -> (records: [ForkRecord], losses: Int) {
    var pairing = ForkPairing(own: own)
    pairing.slots = slots
    var records: [ForkRecord] = []
    var losses = 0
    for record in bytes {
      switch unsafe pairing.take(record.span.bytes) {
      case .nothing: break
      case .fork(let record): records.append(record)
      case .lost: losses += 1
      }
    }
    return (records, losses)
  }

  @Test(
    "Whatever is lost or cut, nothing is paired that does not belong together",
    arguments: Seeds.chosen)
  func random(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<200 {
      let slots: [UInt64: Int] = [101: 0, 102: 5, 103: 63]
      var bytes: [[UInt8]] = []
      var complete: [Int32: UInt64] = [:]
      var losses = 0
      var isLosing = false
      for number in Int32(1)...60 {
        let time = UInt64(number) * 1000
        var covered: UInt64 = 0
        for id in [103, 102, 101, 100] as [UInt64] {
          // The kernel tells a loss before the next record that finds room.
          if random.once(in: 12) {
            isLosing = true
            continue
          }
          if isLosing {
            bytes.append(Self.lost(time: time))
            losses += 1
            isLosing = false
            covered = 0
          }
          // Number 5 sees each task, number 63 none, and the first every third.
          let inner: Int32 =
            switch slots[id] {
            case 5: number + 1000
            case 63: -1
            case 0: number % 3 == 0 ? number + 2000 : 0
            default: number
            }
          bytes.append(Self.fork(inner, of: inner, time: time, id: id))
          if let slot = slots[id] {
            covered |= 1 << UInt64(slot)
          } else {
            complete[number] = covered
          }
          if random.once(in: 10) { bytes.append(Self.fork(number, of: 9, time: time, id: 999)) }
          if random.once(in: 10) {
            bytes.append(Self.fork(number, of: 9, time: time, id: id, kind: 4))
          }
          if random.once(in: 10) {
            bytes.append(Array(Self.fork(1, of: 1, time: 1, id: id).prefix(40)))
          }
        }
      }
      let (records, told) = Self.records(bytes, slots: slots)
      #expect(told == losses)
      #expect(records.count == complete.count)
      for record in records {
        let number = record.child.thread.rawValue
        #expect(record.covered == complete[number])
        func expect(_ slot: Int, _ inner: Int32?) {
          guard let sight = record.sight(slot: slot) else { return }
          #expect(sight == (inner.map { .inside(TaskID(leaderOf: ProcessID($0))) } ?? .outside))
        }
        expect(5, number + 1000)
        expect(63, nil)
        expect(0, number % 3 == 0 ? number + 2000 : nil)
      }
    }
  }

  private static func record(_ number: Int32, _ time: UInt64) -> ForkRecord {
    ForkRecord(
      child: TaskID(leaderOf: ProcessID(number)), time: KernelInstant(nanoseconds: time),
      covered: 1)
  }

  private static func take(_ records: inout ForkRecords, _ number: Int32, _ time: UInt64) -> UInt64?
  {
    records.take(TaskID(leaderOf: ProcessID(number)), at: KernelInstant(nanoseconds: time))?
      .time.nanoseconds
  }

  @Test("Each event gets the record of its own time, whatever else the number meant")
  func reuse() {
    let second: UInt64 = 1_000_000_000
    var records = ForkRecords()
    for time in [second, 2 * second + 5, 4 * second] { records.append(Self.record(7, time)) }
    #expect(Self.take(&records, 8, second) == nil)
    // The first is of a task whose event was lost; it is not this one's.
    #expect(Self.take(&records, 7, 2 * second) == 2 * second + 5)
    // Its own was lost.
    #expect(Self.take(&records, 7, 2 * second + second / 2) == nil)
    #expect(Self.take(&records, 7, 4 * second - 1000) == 4 * second)
    #expect(records.count == 0)
    records.append(Self.record(9, 5 * second + 500_000_000))
    records.wereLost(before: KernelInstant(nanoseconds: 6 * second))
    // After a loss a record that is so late may be another task's.
    #expect(Self.take(&records, 9, 5 * second) == nil)
    #expect(Self.take(&records, 9, 5 * second + 499_000_000) != nil)
  }

  @Test("What nobody asks for takes bounded room")
  func bound() {
    var records = ForkRecords()
    for number in 0..<200_000 {
      records.append(Self.record(Int32(number % 32_000 + 1), UInt64(number) * 50_000))
      #expect(records.count <= 16_384)
    }
  }

  @Test("A slot that gets another namespace says nothing of the one before")
  func slots() {
    var records = ForkRecords()
    records.append(Self.record(7, 5))
    records.append(Self.record(7, 500_000_000))
    records.forget(slot: 0)
    #expect(
      records.take(TaskID(leaderOf: ProcessID(7)), at: KernelInstant(nanoseconds: 5))?.sight(
        slot: 0)
        == nil)
  }
}
