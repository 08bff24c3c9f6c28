import ConnectorHub
import ConnectorProtocol
import ProcessEvents
import Testing

@Suite("Who may hear what")
struct PolicyTests {
  private static let container = PIDNamespace(rawValue: 4_026_532_000)

  private static let facts = TableOfFacts(
    users: [10: 1000, 11: 1001], groups: [10: 100, 11: 101],
    controlGroups: [10: [7, 3, 1], 11: [8, 1]],
    numbers: [container: [10: 1, 12: 5, 13: 6]], names: [10: "one"])

  private func processes(_ scope: Policy.Scope) throws -> [Int32] {
    var hub = ConnectorHub(.strict)
    let id = try hub.listener(.all, Policy(scope))
    for process in [10, 11, 12] as [Int32] {
      hub.publish(.test(.exec(process)), facts: PolicyTests.facts)
    }
    return hub.events(id).compactMap { $0.task?.process.rawValue }
  }

  @Test("Each scope lets through what is known to be inside, and nothing else")
  func scopes() throws {
    #expect(try processes(.everything) == [10, 11, 12])
    #expect(try processes(.user(1000)) == [10])
    #expect(try processes(.user(0)) == [])
    #expect(try processes(.group(101)) == [11])
    #expect(try processes(.controlGroup(3)) == [10])
    #expect(try processes(.controlGroup(1)) == [10, 11])
    #expect(try processes(.namespace(PolicyTests.container)) == [10, 12])
  }

  @Test("Without facts, whoever may not hear of all hears of nothing")
  func nothingKnown() throws {
    var hub = ConnectorHub(.strict)
    let scopes: [Policy.Scope] = [
      .user(0), .group(0), .controlGroup(0), .namespace(PolicyTests.container),
    ]
    let ids = try scopes.map { try hub.listener(.all, Policy($0)) }
    hub.happen(.exit(10))
    hub.happen(.unknown(UnknownEvent(what: 0x10, data: .init(repeating: 1))))
    for id in ids { #expect(hub.events(id).isEmpty) }
  }

  @Test("To who hears of a part, the numbers have no gaps that are no losses")
  func numbers() throws {
    var hub = ConnectorHub(.strict)
    let all = try hub.listener()
    let own = try hub.listener(.all, Policy(.user(1000)))
    for process in [10, 11, 10, 12, 10] as [Int32] {
      hub.publish(.test(.exec(process)), facts: PolicyTests.facts)
    }
    #expect(hub.events(own).map(\.sequence) == [0, 1, 2])
    // Its only listener changes what it wants: it is the same view still.
    hub.send(.listen, mask: EventMask.exec.rawValue, from: own)
    _ = hub.messages(own)
    hub.publish(.test(.exec(10)), facts: PolicyTests.facts)
    #expect(hub.events(own).map(\.sequence) == [3])
    #expect(hub.events(all).map(\.sequence) == [0, 1, 2, 3, 4, 5])
  }

  @Test("A namespace gets its own numbers; a parent outside is 0")
  func translation() throws {
    var hub = ConnectorHub(.strict)
    let id = try hub.listener(.all, .inside(PolicyTests.container))
    let thread = TaskID(thread: ThreadID(13), process: ProcessID(12))
    let payloads: [ProcessEvent.Payload] = [
      .fork(12, parent: 10), .fork(10, parent: 2), .fork(99, parent: 10), .exit(12, parent: 2),
      .exit(10, parent: 0), .exec(11), .sid(thread),
      .ptrace(Trace(task: thread, tracer: TaskID(leaderOf: ProcessID(10)))),
      // Who traces is outside: to say 0 would be to say that he stopped.
      .ptrace(Trace(task: thread, tracer: TaskID(leaderOf: ProcessID(2)))),
      .ptrace(Trace(task: thread, tracer: nil)),
      .comm(NameChange(task: thread, name: CommandName("x"))),
      .uid(CredentialChange(task: thread, real: 1, effective: 2)),
      .gid(CredentialChange(task: thread, real: 1, effective: 2)),
      .coredump(CoreDump(task: thread, parent: TaskID(leaderOf: ProcessID(2)))),
      .unknown(UnknownEvent(what: 0x10, data: .init(repeating: 1))),
    ]
    for payload in payloads { hub.publish(.test(payload), facts: PolicyTests.facts) }
    let inside = TaskID(thread: ThreadID(6), process: ProcessID(5))
    let expected: [ProcessEvent.Payload] = [
      .fork(5, parent: 1), .fork(1, parent: 0), .exit(5, parent: 0), .exit(1, parent: 0),
      .sid(inside), .ptrace(Trace(task: inside, tracer: TaskID(leaderOf: ProcessID(1)))),
      .ptrace(Trace(task: inside, tracer: nil)),
      .comm(NameChange(task: inside, name: CommandName("x"))),
      .uid(CredentialChange(task: inside, real: 1, effective: 2)),
      .gid(CredentialChange(task: inside, real: 1, effective: 2)),
      .coredump(CoreDump(task: inside, parent: TaskID(leaderOf: ProcessID(0)))),
    ]
    #expect(hub.events(id).map(\.payload) == expected)
  }

  @Test("What may not be seen is 0, and a filter cannot find it out")
  func visibility() throws {
    var hub = ConnectorHub(.strict)
    let policy = Policy(.everything, visible: [])
    let id = try hub.listener(.all, policy)
    let spy = try hub.listener(.all, policy)
    hub.setFilter(try Filter(parsing: "exit and code == 3 or comm == secret or ruid == 5"), of: spy)
    let failures = try hub.listener(.nonzeroExit, policy)
    let task = TaskID(leaderOf: ProcessID(10))
    let other = TaskID(leaderOf: ProcessID(20))
    for payload in [
      .exit(10, code: 3, parent: 4), .fork(10, parent: 4),
      .comm(NameChange(task: task, name: CommandName("secret"))),
      .uid(CredentialChange(task: task, real: 5, effective: 5)),
      .gid(CredentialChange(task: task, real: 5, effective: 5)),
      .coredump(CoreDump(task: task, parent: other)),
      .ptrace(Trace(task: task, tracer: other)), .ptrace(Trace(task: task, tracer: nil)),
      .unknown(UnknownEvent(what: 0x10, data: .init(repeating: 1))),
    ] as [ProcessEvent.Payload] {
      hub.publish(.test(payload), facts: PolicyTests.facts)
    }
    let nobody = TaskID(leaderOf: ProcessID(0))
    let expected: [ProcessEvent.Payload] = [
      .exit(10, code: 0, parent: 0), .fork(10, parent: 0),
      .comm(NameChange(task: task, name: CommandName(""))),
      .uid(CredentialChange(task: task, real: 0, effective: 0)),
      .gid(CredentialChange(task: task, real: 0, effective: 0)),
      .coredump(CoreDump(task: task, parent: nobody)), .ptrace(Trace(task: task, tracer: nil)),
    ]
    #expect(hub.events(id).map(\.payload) == expected)
    #expect(hub.events(spy).isEmpty)
    #expect(hub.events(failures).isEmpty)
  }

  @Test("Filters ask the facts, and match only where something is true")
  func filters() throws {
    var hub = ConnectorHub(.strict)
    let id = try hub.listener()
    hub.setFilter(try Filter(parsing: "exec and name == one"), of: id)
    for process in [10, 11] as [Int32] {
      hub.publish(.test(.exec(process)), facts: PolicyTests.facts)
    }
    hub.happen(.exec(10))
    #expect(hub.events(id).count == 1)
    hub.setFilter(nil, of: id)
    hub.happen(.exec(10))
    #expect(hub.events(id).count == 1)
  }

  @Test("A policy that changes holds from then on")
  func change() throws {
    var hub = ConnectorHub(.strict)
    let id = try hub.listener()
    hub.publish(.test(.exec(11)), facts: PolicyTests.facts)
    hub.setPolicy(Policy(.user(1000)), of: id)
    for process in [11, 10] as [Int32] {
      hub.publish(.test(.exec(process)), facts: PolicyTests.facts)
    }
    #expect(hub.events(id).map { $0.task?.process.rawValue } == [11, 10])
  }
}
