import ConnectorService
import KernelInterface
import ProcessEvents
import ProcessTable
import TestSupport
import Testing

@Suite("Whose processes are")
struct CredentialTableTests {
  /// Reads the machine's processes one after the other while it goes on.
  private struct Look {
    var result = CredentialScan.Result()
    var rest: [Int32]

    init(_ machine: MachineOfUsers, _ random: inout SeededGenerator) {
      result.begin = machine.time
      // A dictionary has another order in each run.
      rest = machine.users.keys.sorted().shuffled(using: &random)
    }

    mutating func goOn(_ machine: MachineOfUsers) -> Bool {
      if let process = rest.popLast(), let user = machine.users[process] {
        result.readings.append(
          .init(process: ProcessID(process), user: user, group: 5, time: machine.time))
      }
      result.end = machine.time
      result.isComplete = true
      return rest.isEmpty
    }
  }

  @Test(
    "What is said is true, and said of everybody once all have been looked at",
    arguments: Seeds.chosen)
  func histories(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var machine = MachineOfUsers()
    var table = CredentialTable()
    var stream: [MachineOfUsers.Happening] = []
    var look: Look? = Look(machine, &random)
    var done: CredentialScan.Result?
    /// From when on everything must be known.
    var complete: UInt64 = .max
    var (known, unknown) = (0, 0)
    for _ in 0..<40_000 {
      stream.append(machine.step(&random))
      if look != nil, random.once(in: 2), look!.goOn(machine) {
        done = look!.result
        look = nil
      }
      if let result = done, random.once(in: 20) {
        table.take(result)
        done = nil
      }
      if look == nil, done == nil, random.once(in: 300) { look = Look(machine, &random) }
      if random.once(in: 500) {
        // A loss, after which all is looked at anew.
        stream.removeFirst(min(stream.count, random.number(in: 1...30)))
        table.removeAll()
        complete = .max
        done = nil
        look = Look(machine, &random)
        continue
      }
      guard random.once(in: 30) else { continue }
      let isDrained = random.once(in: 2)
      let count = isDrained ? stream.count : min(stream.count, random.number(in: 0...40))
      for happening in stream.prefix(count) {
        table.take(happening.event)
        let process = happening.event.task!.process
        let user = table.user(of: process, at: happening.event.time)
        if let user {
          known += 1
          #expect(user == happening.user, "process \(process) at \(happening.event.time)")
        } else {
          unknown += 1
          #expect(happening.event.time.nanoseconds <= complete)
        }
      }
      stream.removeFirst(count)
      if stream.isEmpty {
        switch table.passed(machine.time + 1) {
        case .complete: complete = min(complete, machine.time)
        case .incomplete: if look == nil, done == nil { look = Look(machine, &random) }
        case nil: break
        }
      }
      #expect(table.count <= 40)
    }
    #expect(known > unknown)
    #expect(unknown > 0)
  }

  @Test("Who is gone is forgotten once all of his has been told, and not before")
  func forgetting() {
    var table = CredentialTable()
    table.take(.test(.uid(5, 1000), at: 10))
    table.take(.test(.fork(6, parent: 5), at: 20))
    var look = CredentialScan.Result()
    (look.begin, look.end, look.isComplete) = (30, 40, true)
    table.take(look)
    #expect(table.user(of: ProcessID(6), at: KernelInstant(nanoseconds: 35)) == 1000)
    #expect(table.passed(39) == nil)
    #expect(table.count == 2)
    table.take(.test(.fork(6, parent: 5), at: 35))
    #expect(table.passed(41) == .complete)
    #expect(table.count == 1, "the id has been used again")
    #expect(table.user(of: ProcessID(6), at: KernelInstant(nanoseconds: 50)) == 1000)
  }

  @Test("The kernel's text is read, whatever a name pretends")
  func text() {
    let text = "Name:\tUid:\\t1\nState:\tS\nUid:\t1\t2\t3\t4\nGid:\t5\t6\t7\t8\nFDSize:\t64\n"
    let bytes = Array(text.utf8)
    for length in 0..<bytes.count {
      let part = Array(bytes.prefix(length))
      let ids = StatusText.effectiveIDs(in: part.span)
      #expect(ids == nil || ids! == (2, 6))
    }
    #expect(StatusText.effectiveIDs(in: bytes.span)! == (2, 6))
  }

  @Test("A scan sees this process with its ids")
  func scan() throws {
    let scan = try CredentialScan()
    try scan.begin()
    _ = try pollReadable(scan.rawDescriptor, timeout: 60_000_000_000)
    let result = try #require(scan.take())
    #expect(result.isComplete)
    let own = result.readings.filter { $0.process == ProcessID(HostFacts.processID) }
    #expect(own.map(\.user) == [HostFacts.effectiveUser])
    #expect(result.begin <= own[0].time && own[0].time <= result.end)
  }
}
