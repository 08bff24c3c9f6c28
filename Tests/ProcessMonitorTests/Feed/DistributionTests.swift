import EventRendering
import FoundationEssentials
import ProcessConnector
import ProcessEvents
import ProcessTable
import Testing

@testable import ProcessMonitor

/// Scripted elements through the table and the distribution, without a kernel.
@Suite("Who is told what")
struct DistributionTests {
  private static let clock = WallClock(isUTC: true, offset: 0)

  /// A machine with a shell of user 1000 with id 100, and one of root with id 200.
  private struct Script {
    var assembler = ProcessAssembler(
      source: .events, details: [.user, .executable, .arguments, .outOfMemory])
    var distribution = Distribution(clock: DistributionTests.clock)
    private var readers: [FeedReader] = []
    private var time: UInt64 = 1_000_000_000

    init() {
      var round = ProcessRound(horizon: KernelInstant(nanoseconds: time))
      for (id, user) in [(Int32(100), UInt32(1000)), (200, 0)] {
        var facts = ProcessFacts(
          process: ProcessID(id), readAt: KernelInstant(nanoseconds: 500_000_000),
          start: KernelInstant(nanoseconds: 1), name: CommandName("shell"),
          parent: ProcessID(1), state: UInt8(ascii: "S"), threadCount: 1)
        facts.userID = user
        facts.arguments = ["shell", "secret-of-\(user)"]
        round.scanned.append(facts)
      }
      assembler.take(round) { _ in }
    }

    mutating func add(_ request: FeedRequest) -> FeedReader {
      let reader = FeedReader(FeedLimits(), since: KernelInstant(nanoseconds: 0))
      readers.append(reader)
      let id = UInt64(readers.count)
      distribution.add(id, reader, request, CompiledFilter(request.condition))
      distribution.admit(id, since: KernelInstant(nanoseconds: 0))
      return reader
    }

    mutating func happen(_ payloads: [ProcessEvent.Payload]) {
      happen(
        payloads.map { payload in
          .event(ProcessEvent(time: next(), cpu: 0, sequence: 0, payload: payload))
        })
    }

    mutating func happen(_ elements: [ConnectorElement]) {
      var round = ProcessRound(horizon: KernelInstant(nanoseconds: time))
      round.elements = elements
      assembler.take(round) { distribution.take($0, $1, $2) }
      distribution.deliver()
    }

    mutating func next() -> KernelInstant {
      time += 1000
      return KernelInstant(nanoseconds: time)
    }

    mutating func end(_ id: Int32, code: UInt32 = 0) {
      happen([
        .death(
          ProcessDeath(
            process: ProcessID(id), parent: ProcessID(1), status: ExitStatus(rawValue: code << 8),
            time: next(), cpu: 0))
      ])
    }
  }

  private func task(_ id: Int32) -> TaskID { TaskID(leaderOf: ProcessID(id)) }

  private func told(_ reader: FeedReader) async throws -> FeedTold {
    reader.finish(.success(()))
    var told = FeedTold()
    while let bytes = try await reader.next(maxBytes: 1 << 20) { try told.add(bytes) }
    return told
  }

  private func fork(_ parent: Int32, _ child: Int32) -> ProcessEvent.Payload {
    .fork(Fork(parent: task(parent), child: task(child)))
  }

  private func uid(_ id: Int32, _ real: UInt32, _ effective: UInt32) -> ProcessEvent.Payload {
    .uid(CredentialChange(task: task(id), real: real, effective: effective))
  }

  private func events(_ told: FeedTold) -> [String] {
    told.lines.map { "\($0.event) \($0.process?.pid ?? 0)" }
  }

  @Test("A user is told of his own processes alone, and of the changes that make them his")
  func ownProcesses() async throws {
    var script = Script()
    let his = script.add(
      FeedRequest(events: .all, details: .arguments, viewer: .user(1000)))
    // Not even by a filter can arguments be found out that are not his.
    let guessing = script.add(
      FeedRequest(
        filter: .or([
          .text(.args, .equal(Filter.Text("shell secret-of-1000"))),
          .text(.args, .notEqual(Filter.Text("shell secret-of-1000"))),
        ]), viewer: .user(1000)))
    let others = script.add(
      FeedRequest(events: .all, details: .arguments, viewer: .user(1001)))
    let all = script.add(FeedRequest(events: .all, viewer: .everything))
    script.happen([
      fork(100, 101), fork(200, 201),
      // A set-user-ID program: no longer his from the change of its rights on.
      uid(101, 1000, 0), .exec(task(101)), fork(101, 102),
      // A login: his from then on.
      uid(201, 1000, 1000), .exec(task(201)),
      // Of this one nobody knows anything.
      .exec(task(300)), .sid(task(300)),
      // A thread's own rights are not the process's.
      .comm(NameChange(task: task(200), name: CommandName("sh"))),
    ])
    script.end(101)
    script.end(201, code: 3)
    script.end(300)
    let mine = try await told(his)
    #expect(events(mine) == ["fork 101", "uid 201", "exec 201", "exit 201"])
    #expect(!String(decoding: mine.bytes, as: UTF8.self).contains("secret-of-0"))
    #expect(mine.lines.first?.process?.commandArgs == ["shell", "secret-of-1000"])
    #expect(events(try await told(guessing)) == ["fork 101"])
    #expect(try await told(others).lines.isEmpty)
    let everything = try await told(all)
    #expect(everything.lines.count == 13)
    #expect(!String(decoding: everything.bytes, as: UTF8.self).contains("secret"))
  }

  @Test("What is uncertain is nobody's: after a loss until processes have been looked at again")
  func uncertainUsers() async throws {
    var script = Script()
    let his = script.add(FeedRequest(events: .all, viewer: .user(1000)))
    let loss = Loss(
      count: 12, since: script.next(), until: script.next(), place: .socketBuffer)
    script.happen([.exec(task(100))])
    script.happen([.lost(loss)])
    script.happen([.sid(task(100)), fork(100, 110)])
    let mine = try await told(his)
    #expect(events(mine) == ["exec 100", "lost 0"])
    #expect(mine.lines.last?.lost?.count == 12)
    #expect(mine.lines.last?.lost?.place == "socket_buffer")
    #expect(script.distribution.lostBefore == 12)
    #expect(script.distribution.undecided == 2)
  }

  @Test("Nothing of before a reading of /proc is told by what was read then")
  func readLater() async throws {
    var script = Script()
    let his = script.add(FeedRequest(events: .all, viewer: .user(1000)))
    // It was forked by root, and was 1000's when it was read.
    let fork = fork(200, 201)
    let early = script.next()
    var round = ProcessRound(horizon: early)
    var facts = ProcessFacts(
      process: ProcessID(400), readAt: KernelInstant(nanoseconds: 2_000_000_000),
      start: KernelInstant(nanoseconds: 1), name: CommandName("late"), parent: ProcessID(1),
      state: UInt8(ascii: "S"), threadCount: 1)
    facts.userID = 1000
    round.scanned = [facts]
    script.assembler.take(round) { _ in }
    script.happen([.sid(task(400)), .fork(Fork(parent: task(400), child: task(401))), fork])
    let isRescanned = script.assembler.takeRescanRequest()
    #expect(isRescanned)
    script.happen([
      .event(
        ProcessEvent(
          time: KernelInstant(nanoseconds: 3_000_000_000), cpu: 0, sequence: 0,
          payload: .sid(task(400))))
    ])
    #expect(events(try await told(his)) == ["sid 400"])
  }

  @Test("Lines are those of the renderer, whoever reads them and however many")
  func sameLines() async throws {
    var script = Script()
    var reference = script.assembler
    var expected: [UInt8] = []
    var renderer = JSONRenderer(clock: DistributionTests.clock)
    let readers = (0..<3).map { _ in
      script.add(FeedRequest(events: .all, details: [.user, .arguments], viewer: .everything))
    }
    let some = script.add(
      FeedRequest(
        filter: .event(.exec), details: [.user, .arguments], viewer: .everything))
    let payloads = [fork(100, 101), .exec(task(101)), uid(101, 0, 0), .sid(task(101))]
    var copy = script
    var round = ProcessRound(horizon: KernelInstant(nanoseconds: 2_000_000_000))
    round.elements = payloads.map {
      .event(ProcessEvent(time: copy.next(), cpu: 0, sequence: 0, payload: $0))
    }
    reference.take(round) { renderer.render($0, into: &expected) }
    script.happen(payloads)
    for reader in readers { #expect(try await told(reader).bytes == expected) }
    #expect(events(try await told(some)) == ["exec 101"])
  }

  @Test("One who joins is told nothing of before")
  func joining() async throws {
    var script = Script()
    let reader = script.add(FeedRequest(events: .all, viewer: .everything))
    script.happen([.sid(task(100))])
    let moment = script.next()
    script.distribution.admit(1, since: moment)
    script.happen([
      .event(
        ProcessEvent(
          time: KernelInstant(nanoseconds: moment.nanoseconds - 1), cpu: 0, sequence: 0,
          payload: .exec(task(100)))),
      .event(ProcessEvent(time: moment, cpu: 0, sequence: 0, payload: .exec(task(200)))),
    ])
    #expect(events(try await told(reader)) == ["sid 100", "exec 200"])
  }
}
