import ProcessConnector
import ProcessEvents
import ProcessTable
import TestSupport
import Testing

@testable import ProcessMonitor

@Suite("Decisions about living processes")
struct LivingEngineTests {
  static let boot = BootID(high: 1, low: 2)
  static let daemon: Int32 = 50

  /// A machine that is told element by element.
  final class Script {
    var assembler: ProcessAssembler
    var engine: LivingEngine
    /// What `/proc` would tell: the clock tick in which the bearer of an id began.
    var ticks: [Int32: UInt64] = [:]

    init(_ rules: [GuardRule], source: NameSource = .sideBand) {
      let rules = LivingRules(rules)
      assembler = ProcessAssembler(source: source, details: rules.details)
      engine = LivingEngine(
        rules, boot: LivingEngineTests.boot,
        daemon: (ProcessID(LivingEngineTests.daemon), at(10)))
      scan(
        [
          facts(1, "init", parent: 0, since: 0),
          facts(LivingEngineTests.daemon, "pmond", since: 10),
        ], at: 20)
    }

    func scan(_ facts: [ProcessFacts], at time: UInt64) {
      var round = ProcessRound(horizon: at(time))
      round.scanned = facts
      round.completedScan = at(time)
      assembler.take(round) { _ in }
      for facts in facts {
        ticks[facts.process.rawValue] = moment(time).tick(of: facts.start)
      }
    }

    func take(
      _ time: UInt64, _ elements: [ConnectorElement] = [], _ records: [SideBandRecord] = []
    ) {
      var round = ProcessRound(horizon: at(time))
      round.elements = elements
      round.sideBand = records
      let ticks = ticks
      var engine = engine
      assembler.take(round) { element, table in
        switch element.element {
        case .death(let death):
          engine.observe(death, table, at: moment(time)) { ticks[$0.rawValue] }
        case .lost(let loss): engine.observe(loss)
        default: break
        }
      }
      self.engine = engine
    }

    func look(_ process: Int32, _ time: UInt64) -> Bool {
      let ticks = ticks
      return engine.look(at: ProcessID(process), assembler.table, at: moment(time)) {
        ticks[$0.rawValue]
      }
    }
  }

  private func rule(
    _ match: String, name: String = "test", on trigger: GuardTrigger = .abnormal
  ) throws -> GuardRule {
    GuardRule(
      name: name, match: try Filter(parsing: match), trigger: trigger,
      plan: CleanupPlan(actions: []))
  }

  @Test("What is stale decides nothing: a death after a loss of names is undecided until a scan")
  func staleness() throws {
    let script = Script([try rule("name == db")])
    script.scan([facts(100, "db", since: 15)], at: 21)
    script.take(30, [], [SideBandRecord(time: at(29), payload: .lost(3))])
    script.take(31, [died(100, 31)])
    #expect(script.engine.takeActions() == [.undecided(death(100, 31), guardName: "test")])
    #expect(script.engine.counters.undecided == 1 && script.engine.counters.matched == 0)

    script.scan([facts(101, "db", since: 16)], at: 40)
    script.take(41, [died(101, 41)])
    #expect(script.engine.takeActions().deaths.map(\.process.process.rawValue) == [101])
  }

  @Test("The name at the death counts, whatever comes in the same round after it or before")
  func order() throws {
    let script = Script([try rule("name == db")])
    script.scan([facts(100, "sh", since: 15), facts(101, "db", since: 15)], at: 21)
    script.take(
      35, [died(100, 30), died(101, 32), died(102, 34)],
      [
        renamed(100, "db", 29), renamed(101, "other", 31), forked(102, by: 1, 31),
        renamed(102, "db", 33), forked(100, by: 1, 34), renamed(100, "sh", 35),
      ])
    #expect(
      script.engine.takeActions().deaths.map(\.process.process.rawValue) == [100, 102])
  }

  @Test("The id is the one that /proc tells, also next to the border of a tick")
  func identities() throws {
    let script = Script([try rule("name == db")])
    // The kernel's moment is 5 microseconds before the record's, and in the tick before.
    script.ticks[100] = 299
    script.take(40, [died(100, 38)], [forked(100, by: 1, 30), renamed(100, "db", 31)])
    // A later bearer of the id is another.
    script.ticks[101] = 900
    script.take(41, [died(101, 41)], [forked(101, by: 1, 30), renamed(101, "db", 31)])
    #expect(script.engine.takeActions().deaths.map(\.process.startTicks) == [299, 300])

    // Once registered, it keeps its identity.
    script.ticks[102] = 299
    script.take(50, [], [forked(102, by: 1, 30), renamed(102, "db", 31)])
    #expect(!script.look(102, 51))
    script.ticks[102] = nil
    script.take(60, [died(102, 60)])
    let actions = script.engine.takeActions()
    #expect(actions.registrations.map(\.process.startTicks) == [299])
    #expect(actions.deaths.map(\.process.startTicks) == [299])
  }

  @Test("The daemon's descendants are left out, not those of an earlier process with its id")
  func ownProcesses() throws {
    let script = Script([try rule("name == db")])
    script.scan([facts(90, "db", parent: Self.daemon, since: 5)], at: 21)
    script.take(
      30, [died(100, 25), died(101, 27), died(90, 28), died(102, 29)],
      [
        forked(100, by: Self.daemon, 22), renamed(100, "db", 23), forked(101, by: 100, 24),
        forked(102, by: 101, 24),
      ])
    #expect(script.engine.takeActions().deaths.map(\.process.process.rawValue) == [90])
    #expect(script.engine.counters.own == 3)
    script.take(31, [], [forked(103, by: Self.daemon, 31), renamed(103, "db", 31)])
    script.ticks[103] = 310
    #expect(!script.look(103, 32) && script.engine.takeActions().isEmpty)
  }

  @Test("Registered once, withdrawn when it is another's, and never for what is not known")
  func registration() throws {
    let script = Script([try rule("name == db"), try rule("cgroup == \"/x\"", name: "second")])
    script.scan([facts(100, "db", since: 15)], at: 21)
    // Its control group is unknown: nothing is done about that.
    #expect(script.look(100, 22))
    #expect(script.look(100, 23))
    let registrations = script.engine.takeActions().registrations
    #expect(registrations.map(\.terms.guardName) == ["test"])
    #expect(registrations.first?.name == CommandName("db"))
    script.take(30, [], [SideBandRecord(time: at(29), payload: .lost(1))])
    #expect(script.look(100, 30) && script.engine.takeActions().isEmpty)
    script.take(31, [], [renamed(100, "sh", 31)])
    #expect(script.look(100, 32))
    let process = try #require(registrations.first?.process)
    #expect(script.engine.takeActions() == [.withdraw(process, guardName: "test")])
    #expect(script.engine.counters.registered == 1 && script.engine.counters.withdrawn == 1)
  }

  @Test("Who has got the id of a registered process is not taken for it")
  func reuse() throws {
    let script = Script([try rule("name == db")])
    script.scan([facts(100, "db", since: 15)], at: 21)
    #expect(!script.look(100, 22))
    // Already another one, of which the table has not heard.
    script.ticks[100] = 500
    #expect(!script.look(100, 52))
    #expect(script.engine.takeActions().registrations.count == 1)
    script.take(60, [], [forked(100, by: 1, 50), renamed(100, "db", 51)])
    #expect(!script.look(100, 61))
    #expect(script.engine.takeActions().registrations.map(\.process.startTicks) == [500])
  }

  @Test("An owner's registration is the detector's to tell")
  func owners() throws {
    let script = Script([try rule("name == db"), try rule("name == db", name: "second")])
    script.scan([facts(100, "db", since: 15), facts(101, "db", since: 15)], at: 21)
    let process = ProcessIdentity(boot: Self.boot, process: ProcessID(100), startTicks: 150)
    script.engine.leave(process, guardName: "test")
    #expect(!script.look(100, 22))
    script.take(30, [died(100, 30)])
    let actions = script.engine.takeActions()
    #expect(actions.registrations.map(\.terms.guardName) == ["second"])
    #expect(actions.deaths.map(\.guardName) == ["second"])
    var other = process
    other.process = ProcessID(101)
    script.engine.leave(other, guardName: "test")
    script.engine.takeBack(other, guardName: "test")
    script.take(31, [died(101, 31)])
    #expect(script.engine.takeActions().deaths.map(\.guardName) == ["test", "second"])
  }

  @Test("Of whom nothing was seen, not even the beginning, nothing is told as certain")
  func strangers() throws {
    let script = Script([try rule("pid == 200 or name == db"), try rule("pid == 7", name: "no")])
    script.take(30, [died(200, 30)])
    #expect(script.engine.takeActions() == [.undecided(death(200, 30), guardName: "test")])
    // Its zombie is still there.
    script.ticks[200] = 250
    script.take(31, [died(200, 31)])
    #expect(script.engine.takeActions().deaths.map(\.process.startTicks) == [250])
  }

  @Test("Those that have ended are forgotten, however many there were")
  func bound() throws {
    let script = Script([try rule("name == db")])
    for batch in 0..<30 {
      let ids = (0..<100).map { Int32(1000 + batch * 100 + $0) }
      script.scan(ids.map { facts($0, "db", since: 15) }, at: 21)
      for id in ids { _ = script.look(id, 22) }
      // Their ends are not seen: a later scan does not find them.
      for id in ids { script.ticks[id] = nil }
      script.assembler.withTable { $0.eventsWereLost() }
      let ticks = script.ticks
      script.engine.pruneGuarded(script.assembler.table, at: moment(23)) { ticks[$0.rawValue] }
      #expect(script.engine.guarded.count <= 1124)
    }
    #expect(script.engine.counters.registered == 3000)
  }
}

/// Tenths of seconds.
private func at(_ time: UInt64) -> KernelInstant { KernelInstant(nanoseconds: time * 100_000_000) }

private func moment(_ time: UInt64) -> Moment { Moment(monotonic: at(time), wall: 0) }

private func facts(
  _ id: Int32, _ name: String, parent: Int32 = 1, since: UInt64
) -> ProcessFacts {
  ProcessFacts(
    process: ProcessID(id), readAt: at(20), start: at(since), name: CommandName(name),
    parent: ProcessID(parent), state: UInt8(ascii: "S"), threadCount: 1)
}

private func death(_ id: Int32, _ time: UInt64) -> ProcessDeath {
  ProcessDeath(
    process: ProcessID(id), parent: ProcessID(1), status: .exited(code: 1), time: at(time), cpu: 0)
}

private func died(_ id: Int32, _ time: UInt64) -> ConnectorElement { .death(death(id, time)) }

private func forked(_ id: Int32, by parent: Int32, _ time: UInt64) -> SideBandRecord {
  SideBandRecord(
    time: at(time),
    payload: .fork(
      child: TaskID(leaderOf: ProcessID(id)), parent: TaskID(leaderOf: ProcessID(parent))))
}

private func renamed(_ id: Int32, _ name: String, _ time: UInt64) -> SideBandRecord {
  SideBandRecord(
    time: at(time),
    payload: .comm(TaskID(leaderOf: ProcessID(id)), CommandName(name), isExec: false))
}
