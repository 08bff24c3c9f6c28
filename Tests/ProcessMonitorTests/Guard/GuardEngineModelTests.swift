import ProcessEvents
import ProcessMonitor
import ProcessTable
import TestSupport
import Testing

@Suite("Guards against a model of the kernel")
struct GuardEngineModelTests {
  private struct Troubles: OptionSet {
    var rawValue: UInt8
    /// The socket is small, so that events are lost.
    static let losses = Troubles(rawValue: 1)
    /// Nothing outlives a kill but the journal.
    static let broken = Troubles(rawValue: 2)
    /// Nobody knows whether an id has been given out anew.
    static let doubt = Troubles(rawValue: 4)
  }

  private static let allTroubles = (UInt8(0)...7).map { $0 }

  @Test(
    "Each end of a registered process is told as it must be, whatever happens",
    arguments: Seeds.chosen, allTroubles)
  func histories(seed: UInt64, troubles: UInt8) {
    var wholeRestarts = 0
    var doubtfulRestarts = 0
    for round in 0..<60 as Range<UInt64> {
      let daemon = history(
        SeededGenerator(seed: seed &* 1000 &+ round), Troubles(rawValue: troubles), "\(seed)")
      wholeRestarts += daemon.wholeRestarts
      doubtfulRestarts += daemon.doubtfulRestarts
    }
    // Where nothing is lost, a successor seldom has to infer anything.
    if troubles == 0 { #expect(doubtfulRestarts * 3 < wholeRestarts) }
  }

  private func history(
    _ random: SeededGenerator, _ troubles: Troubles, _ label: String
  ) -> ModelDaemon {
    var world = ModelWorld(random: random, room: troubles.contains(.losses) ? 3 : .max)
    var daemon = ModelDaemon(knowsReuse: !troubles.contains(.doubt))
    var hadTrouble = troubles.contains(.doubt)
    for _ in 0..<300 {
      world.elapse(world.random.number(in: 1_000_000...100_000_000))
      switch world.random.number(in: 0...11) {
      case 0...2:
        guard let process = world.living.isEmpty ? nil : world.random.element(of: world.living)
        else { continue }
        daemon.register(registration(of: process, &world.random), &world)
      case 3 where world.random.once(in: 4):
        let keys = daemon.registrations.keys.sorted { "\($0)" < "\($1)" }
        if !keys.isEmpty { daemon.withdraw(world.random.element(of: keys)) }
      case 4...6: daemon.read(&world, atMost: world.random.once(in: 2) ? .max : 2)
      case 7: daemon.beginResync()
      case 8: daemon.look(&world, atMost: world.random.number(in: 1...5))
      // Stopped: everything goes on, only nobody reads.
      case 9 where world.random.once(in: 3):
        world.elapse(world.random.number(in: 1_000_000...3_000_000_000))
      case 10 where world.random.once(in: 3):
        if world.random.once(in: 2) { daemon.store() }
        let keeps = !troubles.contains(.broken) || world.random.once(in: 2)
        world.isClosed = !keeps
        world.elapse(world.random.number(in: 1_000_000...1_000_000_000))
        daemon.restart(&world, keepingDescriptors: keeps)
      default: daemon.store()
      }
    }
    for _ in 0..<4 {
      world.rest(700_000_000)
      daemon.read(&world, atMost: .max)
      daemon.beginResync()
      while daemon.engine.isComparing { daemon.look(&world, atMost: 3) }
      daemon.store()
    }
    hadTrouble = hadTrouble || daemon.hadLoss || daemon.doubtfulRestarts > 0
    let hadLoss = daemon.hadLoss
    if troubles.isEmpty { #expect(!hadLoss) }
    check(daemon, world, mayInfer: hadTrouble, "seed \(label), troubles \(troubles.rawValue)")
    return daemon
  }

  private func registration(
    of process: ProcessIdentity, _ random: inout SeededGenerator
  ) -> Registration {
    let triggers: [GuardTrigger] = [.abnormal, .any, .filter(.signal == .kill)]
    let number = random.number(in: 0...2)
    return Registration(
      process: process,
      terms: GuardTerms(
        guardName: "guard \(number)", trigger: triggers[number],
        onUnknown: number == 0 ? .report : .clean, plan: CleanupPlan(actions: [.endOrphans])))
  }

  private func check(
    _ daemon: ModelDaemon, _ world: ModelWorld, mayInfer: Bool, _ label: Comment
  ) {
    let told = Dictionary(grouping: daemon.told) {
      ModelDaemon.Key(process: $0.process, guardName: $0.guardName)
    }
    let accepted = Set(daemon.accepted.keys)
    #expect(daemon.engine.table.count == daemon.registrations.count, label)
    for (key, registration) in daemon.accepted {
      let deaths = told[key] ?? []
      guard let end = world.processes[key.process]?.end else {
        #expect(deaths.isEmpty && daemon.registrations[key] != nil, label)
        continue
      }
      #expect(daemon.registrations[key] == nil, label)
      let truth = ProcessDeath(
        process: key.process.process, parent: ProcessID(1), status: end.status,
        time: KernelInstant(nanoseconds: end.time), cpu: 0)
      let isWanted = registration.terms.trigger.admits(truth)
      if isWanted { #expect(deaths.count == 1, label) }
      #expect(deaths.count <= 1, label)
      guard let death = deaths.first else { continue }
      if let status = death.status {
        #expect(status == end.status && isWanted, label)
      } else {
        // Where an id has gone from one that ended well to one that did not and is gone as well, in one minute,
        // nothing tells them apart.
        let isReused = world.processes.keys.contains {
          $0.process == key.process.process && $0.startTicks > key.process.startTicks
        }
        #expect(mayInfer || !end.status.isAbnormal && isReused, label)
        #expect(death.isInferred, label)
      }
      if death.isInferred {
        // Normal ends are found missing by their nature.
        #expect(mayInfer || !end.status.isAbnormal, label)
      } else {
        #expect(end.status.isAbnormal, label)
      }
    }
    // Of what was withdrawn nothing more is told.
    #expect(Set(told.keys).isSubset(of: accepted), label)
  }
}
