import ProcessConnector
import ProcessEvents
import Testing

@testable import ProcessTable

@Suite("The table's bounds")
struct BoundTests {
  private func fork(_ child: Int32, of parent: Int32, at time: UInt64) -> ProcessEvent {
    ProcessEvent(
      time: KernelInstant(nanoseconds: time), cpu: 0, sequence: 0,
      payload: .fork(
        Fork(
          parent: TaskID(leaderOf: ProcessID(parent)), child: TaskID(leaderOf: ProcessID(child)))))
  }

  private func death(of process: Int32, at time: UInt64) -> ProcessDeath {
    ProcessDeath(
      process: ProcessID(process), parent: ProcessID(1), status: .exited(code: 0),
      time: KernelInstant(nanoseconds: time), cpu: 0)
  }

  @Test("A bomb of 500,000 processes that all live fills it, and no more")
  func bomb() {
    var table = ProcessTable()
    for number in Int32(1)...500_000 {
      table.observe(fork(number + 1, of: number, at: UInt64(number) * 1000))
    }
    #expect(table.count == table.capacity)
    #expect(table.untracked == 300_000)
    #expect(table.byteCount <= table.capacity * 200, "\(table.byteCount)")
  }

  @Test("A chain of 500,000 processes, each of which forks the next and ends, does not grow")
  func chain() {
    var table = ProcessTable(capacity: 1000)
    for number in Int32(1)...500_000 {
      let time = UInt64(number) * 1_000_000
      table.observe(fork(number + 1, of: number, at: time))
      table.observe(death(of: number, at: time + 500_000))
      table.expire(before: KernelInstant(nanoseconds: time))
    }
    #expect(table.count <= 1000)
    #expect(table.untracked == 0)
    #expect(table.byteCount < 1_000_000)
  }

  @Test("The dead leave after a second, but not while they have children")
  func retention() {
    var table = ProcessTable()
    table.observe(fork(10, of: 1, at: 1000))
    table.observe(fork(11, of: 10, at: 2000))
    table.observe(death(of: 10, at: 3000))
    #expect(table.count == 2)
    table.expire(before: KernelInstant(nanoseconds: 5_000_000_000))
    #expect(table.count == 2)
    let now = KernelInstant(nanoseconds: 5_000_000_000)
    #expect(
      table.ancestor(of: TaskID(leaderOf: ProcessID(11)), at: now) { $0 == ProcessID(10) } == .true)
    table.observe(death(of: 11, at: 6_000_000_000))
    table.expire(before: KernelInstant(nanoseconds: 9_000_000_000))
    #expect(table.count == 0)
  }

  @Test("What a scan does not find any more has ended")
  func sweep() {
    var table = ProcessTable()
    table.observe(fork(10, of: 1, at: 1000))
    table.eventsWereLost()
    table.completeScan(begunAt: KernelInstant(nanoseconds: 10_000))
    table.expire(before: KernelInstant(nanoseconds: 5_000_000_000))
    #expect(table.count == 0)
  }
}
