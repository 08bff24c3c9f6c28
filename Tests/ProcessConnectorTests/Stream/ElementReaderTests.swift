import ConnectorHub
import KernelInterface
import ProcessConnector
import ProcessEvents
import Testing

/// What a stream's reader makes of a socket's events: events, deaths and losses in their order.
@Suite("Element reader")
struct ElementReaderTests {
  private let pid = unusedIDs

  @Test("Threads are folded into one death with the process's status")
  func folded() throws {
    let machine = ScriptedMachine(.linux6_6)
    var reader = try machine.reader([.fork, .exit])
    machine.happen(.fork(of: pid))
    machine.happen(.fork(ofThread: pid + 1, of: pid))
    machine.happen(.fork(ofThread: pid + 2, of: pid))
    machine.happen(.exit(of: pid, code: 0))
    machine.happen(.exit(ofThread: pid + 1, of: pid, code: 5))
    machine.happen(.exit(ofThread: pid + 2, of: pid, code: 5))
    #expect(try reader.words() == ["fork 0", "death 0 code 5"])
    #expect(reader.counters().received == 6)
    #expect(reader.counters().delivered == 2)
  }

  @Test("Where threads are asked for, each event comes as the kernel sent it")
  func threads() throws {
    let machine = ScriptedMachine(.linux6_6)
    var reader = try machine.reader([.fork, .exit], subject: .threads)
    machine.happen(.fork(of: pid))
    machine.happen(.fork(ofThread: pid + 1, of: pid))
    machine.happen(.exit(ofThread: pid + 1, of: pid, code: 0))
    machine.happen(.exit(of: pid, code: 0))
    #expect(try reader.words() == ["fork 0", "fork 0", "exit 0", "exit 0"])
  }

  @Test("A mere thread's change of name or user is no event of its process")
  func threadChanges() throws {
    let machine = ScriptedMachine(.linux6_6)
    var reader = try machine.reader([.comm, .uid, .gid])
    let thread = TaskID(thread: ThreadID(pid + 1), process: ProcessID(pid))
    let leader = TaskID(leaderOf: ProcessID(pid))
    for task in [thread, leader] {
      machine.happen(.comm(NameChange(task: task, name: CommandName("x"))))
      machine.happen(.uid(CredentialChange(task: task, real: 1, effective: 1)))
    }
    #expect(try reader.words() == ["comm 0", "uid 0"])
  }

  @Test("Deaths and events come in the order in which they happened")
  func order() throws {
    let machine = ScriptedMachine(.linux6_6)
    var reader = try machine.reader([.fork, .exec, .exit])
    var expected: [String] = []
    for id in 0..<40 as Range<Int32> {
      machine.happen(.fork(of: pid + id))
      machine.happen(.exec(TaskID(leaderOf: ProcessID(pid + id))))
      machine.happen(.exit(of: pid + id, code: UInt8(id)))
      expected += ["fork \(id)", "exec \(id)", id == 0 ? "death 0 0" : "death \(id) code \(id)"]
    }
    #expect(try reader.words() == expected)
  }

  @Test("A loss stands between what came before it and what came after")
  func loss() throws {
    let machine = ScriptedMachine(.linux6_6)
    var reader = try machine.reader([.fork, .exit], buffer: OverflowTests.small)
    for id in 0..<7 as Range<Int32> {
      machine.happen(.fork(of: pid + id))
      machine.happen(.exit(of: pid + id, code: 1))
    }
    // Ten found room: five processes.
    var words = try reader.words()
    machine.happen(.fork(of: pid + 50))
    machine.happen(.exit(of: pid + 50, code: 2))
    words += try reader.words()
    let before = (0..<5).flatMap { ["fork \($0)", "death \($0) code 1"] }
    #expect(words == before + ["lost 4", "fork 50", "death 50 code 2"])
    #expect(reader.counters().lost == 4)
    #expect(reader.counters().delivered == 12)
  }

  @Test("A process of which only an end is seen dies once it is found gone")
  func unknownBeginning() throws {
    let machine = ScriptedMachine(.linux6_6)
    var reader = try machine.reader(.nonzeroExit)
    machine.happen(.exit(of: pid, code: 0))
    machine.happen(.exit(of: pid + 1, code: 3))
    var words = try reader.words()
    try reader.readToEnd { words += $0.words }
    #expect(words == ["death 1 code 3"])
  }

  @Test("At the end comes what was still held back, and the loss that nothing told of")
  func end() throws {
    let machine = ScriptedMachine(.linux6_6)
    var reader = try machine.reader(.exit, buffer: OverflowTests.small)
    machine.exits(10, from: pid, code: 1)
    var words: [String] = []
    try reader.readToEnd { words += $0.words }
    #expect(words == (0..<10).map { "death \($0) code 1" })
    machine.exits(13, from: pid + 100, code: 1)
    words = []
    try reader.readToEnd { words += $0.words }
    // Whether a process whose beginning was not seen is dead turns out only later.
    #expect(words.filter { $0 != "lost 3" } == (100..<110).map { "death \($0) code 1" })
    #expect(words.count == 11)
  }

  @Test("Deaths that a look decides flow as others do, so that more are let gather")
  func flow() throws {
    let machine = ScriptedMachine(.linux6_6)
    var reader = try machine.reader(.nonzeroExit, delivery: .coalesced(.milliseconds(1)))
    machine.exits(3, from: pid, code: 1)
    #expect(try reader.words().count == 3)
    // While they flow nobody waits for the first; after that, this socket is never found readable.
    #expect(try reader.wait(atMost: 2_000_000, interruptedBy: -1) == .ready)
    #expect(try reader.words().isEmpty)
    #expect(try reader.wait(atMost: 2_000_000, interruptedBy: -1) == .timedOut)
  }

  @Test("Other events can be asked for while reading", arguments: SubscriptionTests.profiles)
  func setEvents(profile: KernelProfile) throws {
    let machine = ScriptedMachine(profile)
    var reader = try machine.reader(.nonzeroExit)
    machine.happen(.fork(of: pid))
    try reader.setEvents([.fork])
    machine.happen(.fork(of: pid + 1))
    machine.happen(.exit(of: pid + 1, code: 1))
    #expect(try reader.words() == ["fork 1"])
  }

  @Test("A large number of deaths needs no large number of descriptors")
  func manyDeaths() throws {
    let machine = ScriptedMachine(.linux6_6)
    var reader = try machine.reader(.exit, buffer: .default)
    machine.exits(5_000, from: pid, code: 1)
    var deaths: [String] = []
    try reader.readToEnd { deaths += $0.words }
    #expect(deaths == (0..<5_000).map { "death \($0) code 1" })
  }
}

extension ScriptedMachine {
  fileprivate func reader(
    _ mask: EventMask, subject: ConnectorConfiguration.Subject = .processes,
    delivery: ConnectorConfiguration.Delivery = .immediate,
    buffer: ReceiveBuffer = ReceiveBuffer(bytes: 1 << 20)
  ) throws(ConnectorError) -> ElementReader {
    try ElementReader(
      try ConnectorSession.open(ScriptedTransport(self), mask, buffer: buffer),
      configuration: ConnectorConfiguration(events: mask, delivery: delivery, subject: subject))
  }
}

extension ElementReader {
  /// All that waits, in words, processes numbered from the first unused id.
  fileprivate mutating func words() throws(ConnectorError) -> [String] {
    var words: [String] = []
    while try read({ words += $0.words }) {}
    return words
  }
}

extension Span<ConnectorElement> {
  fileprivate var words: [String] {
    indices.map { index in
      switch self[index] {
      case .event(let event): "\(event.kind) \((event.processNumber ?? 0) - unusedIDs)"
      case .death(let death): "death \(death.process.rawValue - unusedIDs) \(death.status)"
      case .lost(let loss): "lost \(loss.count)"
      }
    }
  }
}
