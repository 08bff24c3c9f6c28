import ProcessConnector
import ProcessEvents
import Testing

@testable import ProcessTable

/// Situations in which something is not certain, or seems not to be.
@Suite("Doubts")
struct DoubtTests {
  private static let second: UInt64 = 1_000_000_000

  private func at(_ seconds: UInt64, _ nanoseconds: UInt64 = 0) -> KernelInstant {
    KernelInstant(nanoseconds: seconds * DoubtTests.second + nanoseconds)
  }

  private func leader(_ id: Int32) -> TaskID { TaskID(leaderOf: ProcessID(id)) }

  private func thread(_ id: Int32, of process: Int32) -> TaskID {
    TaskID(thread: ThreadID(id), process: ProcessID(process))
  }

  private func facts(
    _ id: Int32, start: KernelInstant, readAt: KernelInstant, parent: Int32 = 1,
    threads: UInt32 = 1, name: String = "bash"
  ) -> ProcessFacts {
    ProcessFacts(
      process: ProcessID(id), readAt: readAt, start: start, name: CommandName(name),
      parent: ProcessID(parent), state: UInt8(ascii: "S"), threadCount: threads)
  }

  private func event(_ time: KernelInstant, _ payload: ProcessEvent.Payload) -> ConnectorElement {
    .event(ProcessEvent(time: time, cpu: 0, sequence: 0, payload: payload))
  }

  private func record(_ time: KernelInstant, _ payload: SideBandRecord.Payload) -> SideBandRecord {
    SideBandRecord(time: time, payload: payload)
  }

  private func scanned(_ facts: [ProcessFacts], at instant: KernelInstant) -> ProcessRound {
    var round = ProcessRound(horizon: instant)
    round.scanned = facts
    round.completedScan = instant
    return round
  }

  @Test(
    "A loss of the connector makes users uncertain, not the side band's names, and wants a scan")
  func connectorLoss() {
    var assembler = ProcessAssembler(source: .sideBand, details: .user)
    var known = facts(100, start: at(1), readAt: at(10))
    known.userID = 7
    assembler.take(scanned([known], at: at(10))) { _ in }
    var round = ProcessRound(horizon: at(12))
    round.elements = [
      .lost(Loss(count: 1, since: at(11), until: at(11), place: .socketBuffer))
    ]
    assembler.take(round) { _ in }
    let table = assembler.table
    let doubtful = table.description(of: ProcessID(100), at: at(12), details: .user)
    #expect(doubtful.name == .known(CommandName("bash")))
    #expect(doubtful.userID == .stale(7))
    let wantsRescan = assembler.takeRescanRequest()
    #expect(wantsRescan)
    assembler.take(scanned([known], at: at(13))) { _ in }
    let certain = assembler.table.description(of: ProcessID(100), at: at(14), details: .user)
    #expect(certain.userID == .known(7))
  }

  @Test("The side band's watch of a set-user-ID program ends as it begins, and the process goes on")
  func endOfWatch() {
    var table = ProcessTable()
    table.observe(record(at(1), .fork(child: leader(100), parent: leader(1))))
    table.observe(record(at(2), .comm(leader(100), CommandName("su"), isExec: true)))
    table.observe(record(at(2, 10), .exit(leader(100))))
    table.observe(record(at(2, 20), .map(leader(100), path: "/bin/su")))
    table.observe(
      ProcessEvent(time: at(2, 30), cpu: 0, sequence: 0, payload: .exec(leader(100))),
      namesFollow: true)
    table.observe(record(at(2, 40), .fork(child: leader(101), parent: leader(100))))
    // What is kept only for a while is not removed with it.
    table.expire(before: at(9))
    let process = table.description(of: ProcessID(100), at: at(9), details: .executable)
    #expect(process.name == .known(CommandName("su")))
    #expect(process.executable == .known("/bin/su"))
    #expect(process.start == .known(at(1)))
    #expect(process.end == nil)
    #expect(
      table.description(of: ProcessID(101), at: at(9)).forkedBy == .known(ProcessID(100)))
    for id in [Int32(101), 100] { table.observe(record(at(10), .exit(leader(id)))) }
    #expect(table.description(of: ProcessID(100), at: at(10)).end == at(10))
    table.expire(before: at(20))
    #expect(table.count == 0)
  }

  @Test("A user is certain from its reading on, and arguments may be of the user before")
  func usersInTime() {
    var table = ProcessTable()
    var known = facts(100, start: at(1), readAt: at(10))
    known.userID = 7
    table.observe(known, at: at(10), isConfirmed: true)
    func user(_ time: KernelInstant) -> Fact<UInt32> {
      table.description(of: ProcessID(100), at: time, details: .user).userID
    }
    #expect(user(at(9)) == .stale(7))
    #expect(user(at(11)) == .known(7))
    #expect(!table.hasForeignArguments(ProcessID(100), at: at(11)))
    table.observe(
      ProcessEvent(
        time: at(12), cpu: 0, sequence: 0,
        payload: .uid(CredentialChange(task: leader(100), real: 8, effective: 8))))
    #expect(user(at(12)) == .known(8))
    #expect(table.hasForeignArguments(ProcessID(100), at: at(12)))
    table.observe(
      ProcessEvent(
        time: at(13), cpu: 0, sequence: 0,
        payload: .fork(Fork(parent: leader(100), child: leader(101)))))
    #expect(table.hasForeignArguments(ProcessID(101), at: at(13)))
    table.observe(
      ProcessEvent(time: at(14), cpu: 0, sequence: 0, payload: .exec(leader(101))))
    #expect(!table.hasForeignArguments(ProcessID(101), at: at(14)))
  }

  @Test(
    "Whose parent is not who forked it, as by CLONE_PARENT, has the parent that the kernel tells")
  func cloneParent() {
    var assembler = ProcessAssembler(source: .sideBand, details: [])
    assembler.take(
      scanned(
        [
          facts(50, start: at(1), readAt: at(10)),
          facts(100, start: at(1), readAt: at(10), parent: 50),
        ], at: at(10))
    ) { _ in }
    var round = ProcessRound(horizon: at(12))
    round.elements = [event(at(11), .fork(Fork(parent: leader(50), child: leader(101))))]
    round.sideBand = [record(at(11, 10), .fork(child: leader(101), parent: leader(100)))]
    assembler.take(round) { _ in }
    let table = assembler.table
    #expect(table.number(.ppid, of: leader(101), at: at(12)) == .known(50))
    #expect(
      table.description(of: ProcessID(101), at: at(12)).forkedBy == .known(ProcessID(100)))
  }

  @Test("After a suspension, which clocks count differently, a process is the same one")
  func suspension() {
    var table = ProcessTable()
    table.observe(
      facts(100, start: at(1000), readAt: at(2000)), at: at(2000), isConfirmed: true)
    table.observe(record(at(2001), .fork(child: leader(101), parent: leader(100))))
    table.observe(facts(100, start: at(100), readAt: at(2100)), at: at(2100), isConfirmed: false)
    #expect(table.count == 2)
  }

  @Test("Of who was there before, the parent need not be who forked it, and counts as its ancestor")
  func adopted() {
    var table = ProcessTable()
    table.observe(
      facts(1, start: at(0), readAt: at(1), parent: 0, name: "init"), at: at(1), isConfirmed: true)
    table.observe(facts(100, start: at(0, 1000), readAt: at(1)), at: at(1), isConfirmed: true)
    table.linkFamilies()
    #expect(table.description(of: ProcessID(100), at: at(2)).forkedBy == .stale(ProcessID(1)))
    let isChild = table.ancestor(of: leader(100), at: at(2)) { $0 == ProcessID(1) }
    #expect(isChild == .true)
    let isOther = table.ancestor(of: leader(100), at: at(2)) { $0 == ProcessID(77) }
    #expect(isOther == .false)
  }

  @Test("A thread that ends while threads are counted does not end the process")
  func threadCountedTwice() {
    var table = ProcessTable()
    table.observe(facts(100, start: at(1), readAt: at(5)), at: at(5), isConfirmed: true)
    table.observe(record(at(5, 1000), .exit(thread(101, of: 100))))
    #expect(table.description(of: ProcessID(100), at: at(6)).end == nil)
    table.observe(record(at(7), .exit(leader(100))))
    #expect(table.description(of: ProcessID(100), at: at(8)).end != nil)
  }

  @Test("An exec by another thread after a loss leaves the process what it is")
  func execByThread() {
    var table = ProcessTable()
    table.observe(record(at(1), .fork(child: leader(100), parent: leader(1))))
    table.observe(record(at(2), .fork(child: thread(101, of: 100), parent: leader(100))))
    table.eventsWereLost()
    table.observe(record(at(3), .exit(leader(100))))
    table.observe(record(at(3, 1000), .comm(leader(100), CommandName("new"), isExec: true)))
    let description = table.description(of: ProcessID(100), at: at(4))
    #expect(description.start.value == at(1))
    #expect(description.forkedBy.value == ProcessID(1))
    #expect(description.name == .known(CommandName("new")))
  }

  @Test("A user that was read too late is not certain")
  func lateUser() {
    var table = ProcessTable()
    var late = facts(100, start: at(1), readAt: at(3))
    late.userID = 7
    table.observe(late, at: at(2), isConfirmed: false)
    #expect(
      table.description(of: ProcessID(100), at: at(2), details: .user).userID == .stale(7))
  }

  @Test("Where few events are taken in, no program is certain, nor where a tracer holds it")
  func unconfirmed() {
    let request = LookupPlan.Request(
      position: 0, process: ProcessID(100), time: at(2), details: [], kind: .program)
    var read = facts(100, start: at(1), readAt: at(3))
    read.hasArguments = true
    let few = LookupPlan(source: .procFileSystem, details: [])
    #expect(!few.confirms(read, for: request, lastChange: nil))
    let all = LookupPlan(source: .events, details: [])
    #expect(all.confirms(read, for: request, lastChange: nil))
    read.state = UInt8(ascii: "t")
    #expect(!all.confirms(read, for: request, lastChange: nil))
  }

  @Test("An exec of which the side band has not told, as on a new CPU, makes the name uncertain")
  func missedExec() {
    var assembler = ProcessAssembler(source: .sideBand, details: .executable)
    var shell = facts(100, start: at(1), readAt: at(10))
    shell.executable = "/bin/bash"
    assembler.take(scanned([shell], at: at(10))) { _ in }
    var round = ProcessRound(horizon: at(13))
    round.elements = [event(at(12), .exec(leader(100)))]
    var told: ProcessDescription?
    assembler.take(round) { told = $0.process }
    #expect(told?.name == .stale(CommandName("bash")))
    #expect(told?.executable == .stale("/bin/bash"))
    let wantsRescan = assembler.takeRescanRequest()
    #expect(wantsRescan)
  }

  @Test("A library that is mapped after a loss is not taken for the program")
  func lostMapping() {
    var table = ProcessTable()
    table.observe(record(at(1), .fork(child: leader(100), parent: leader(1))))
    table.observe(record(at(2), .comm(leader(100), CommandName("prog"), isExec: true)))
    table.observe(record(at(2, 1), .lost(1)))
    table.observe(record(at(2, 5), .comm(leader(100), CommandName("prog2"), isExec: false)))
    table.observe(record(at(2, 10), .map(leader(100), path: "/lib/libfoo.so")))
    #expect(
      !table.description(of: ProcessID(100), at: at(3), details: .executable).executable.isKnown)
    var found = facts(100, start: at(1), readAt: at(4), name: "prog2")
    found.executable = "/bin/prog"
    table.observe(found, at: at(4), isConfirmed: true)
    #expect(
      table.description(of: ProcessID(100), at: at(5), details: .executable).executable
        == .known("/bin/prog"))
  }

  @Test("A scan that does not see all ends nobody")
  func partialScan() {
    var assembler = ProcessAssembler(source: .sideBand, details: [])
    var round = ProcessRound(horizon: at(3))
    round.sideBand = [
      record(at(1), .fork(child: leader(100), parent: leader(1))), record(at(2), .lost(1)),
    ]
    assembler.take(round) { _ in }
    var partial = ProcessRound(horizon: at(5))
    partial.scanned = [facts(200, start: at(1), readAt: at(4))]
    assembler.take(partial) { _ in }
    #expect(assembler.table.description(of: ProcessID(100), at: at(6)).end == nil)
    assembler.take(scanned([], at: at(7))) { _ in }
    #expect(assembler.table.description(of: ProcessID(100), at: at(7)).end != nil)
  }
}
