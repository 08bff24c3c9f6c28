import ProcessConnector
import ProcessEvents
import ProcessMonitor
import ProcessTable
import TestSupport

/// A daemon around the engine that can be killed at any moment, and the journal that outlives it.
struct ModelDaemon {
  private(set) var engine = GuardEngine(boot: ModelWorld.boot)
  /// The journal.
  private(set) var registrations: [Key: Registration] = [:]
  private(set) var told: [GuardedDeath] = []
  private(set) var forgotten: [Key] = []
  /// All registrations that were ever accepted and not withdrawn.
  private(set) var accepted: [Key: Registration] = [:]

  /// What outlives it beside the socket: the events read of which not all is stored, and the drops that it had dealt
  /// with.
  private var recent: [ProcessDeath] = []
  /// Nil while the engine is not settled.
  private var settledDrops: Int? = 0
  private var noticedDrops = 0
  private var lastEvent = KernelInstant(nanoseconds: 0)
  private let knowsReuse: Bool
  private(set) var hadLoss = false
  /// How often it began anew while its predecessor did not know of an event whose it was, and without a loss.
  private(set) var doubtfulRestarts = 0
  /// How often it could go on with all that its predecessor knew.
  private(set) var wholeRestarts = 0

  struct Key: Hashable {
    var process: ProcessIdentity
    var guardName: String
  }

  init(knowsReuse: Bool) { self.knowsReuse = knowsReuse }

  /// Whatever the wall clock says is without effect.
  private func moment(_ world: inout ModelWorld) -> Moment {
    Moment(
      monotonic: KernelInstant(nanoseconds: world.now), suspended: 0, wall: world.random.bits())
  }

  mutating func read(_ world: inout ModelWorld, atMost limit: Int) {
    let batch = Array(world.queue.prefix(limit))
    world.queue.removeFirst(batch.count)
    for death in batch {
      recent.append(death)
      lastEvent = death.time
      observe(death, &world)
    }
    defer { if !engine.isSettled { settledDrops = nil } }
    guard world.queue.isEmpty else { return }
    world.isCongested = false
    if world.drops != noticedDrops {
      hadLoss = true
      let now = KernelInstant(nanoseconds: world.now)
      engine.observe(
        Loss(
          count: UInt64(world.drops - noticedDrops), since: min(lastEvent, now), until: now,
          place: .socketBuffer))
      noticedDrops = world.drops
    }
    engine.advance(
      observedUntil: KernelInstant(nanoseconds: world.now), now: moment(&world))
  }

  private mutating func observe(_ death: ProcessDeath, _ world: inout ModelWorld) {
    var evidence = DeathEvidence(
      holderStart: world.holder(of: death.process)?.startTicks, mayBeReused: true)
    for identity in engine.table.identities(withID: death.process) {
      guard let process = world.processes[identity], process.isHeld else { continue }
      evidence.held[identity.startTicks] =
        process.end.map { .ended(process.isReaped ? $0.status : nil) } ?? .alive
    }
    if knowsReuse {
      let last = death.time.nanoseconds / ModelWorld.tick
      let registered = engine.table.identities(withID: death.process)
        .first { $0.startTicks <= last }
      evidence.mayBeReused = world.processes.keys.contains {
        $0.process == death.process && $0.startTicks > (registered?.startTicks ?? 0)
          && $0.startTicks <= last
      }
    }
    engine.observe(death, evidence, at: moment(&world))
  }

  mutating func look(_ world: inout ModelWorld, atMost limit: Int) {
    for identity in engine.takeLooks(limit) {
      engine.resolve(
        identity, as: sight(of: identity, world), at: KernelInstant(nanoseconds: world.now))
    }
  }

  private func sight(of identity: ProcessIdentity, _ world: ModelWorld) -> Sight {
    guard let process = world.processes[identity], let end = process.end else { return .alive }
    return .gone(process.isHeld && process.isReaped ? end.status : nil)
  }

  mutating func beginResync() { engine.beginResync() }

  mutating func register(_ registration: Registration, _ world: inout ModelWorld) {
    let key = Key(
      process: registration.process, guardName: registration.terms.guardName)
    switch engine.register(registration, sight: sight(of: registration.process, world)) {
    case .added, .replaced:
      registrations[key] = registration
      accepted[key] = registration
      if world.random.once(in: 2) { world.setHeld(registration.process, true) }
    default: break
    }
  }

  mutating func withdraw(_ key: Key) {
    guard engine.withdraw(key.process, guardName: key.guardName) != nil else { return }
    registrations[key] = nil
    accepted[key] = nil
  }

  /// Stores what the engine has decided; a kill before it loses that.
  mutating func store() {
    for action in engine.takeActions() {
      switch action {
      case .record(let death), .report(let death):
        told.append(death)
        registrations[Key(process: death.process, guardName: death.guardName)] = nil
      case .forget(let registration):
        let key = Key(
          process: registration.process, guardName: registration.terms.guardName)
        forgotten.append(key)
        registrations[key] = nil
      default: break
      }
    }
    recent = []
    if engine.isSettled { settledDrops = noticedDrops }
  }

  /// Begins anew after a kill.
  mutating func restart(_ world: inout ModelWorld, keepingDescriptors: Bool) {
    engine = GuardEngine(boot: ModelWorld.boot)
    let isWhole = keepingDescriptors && settledDrops == world.drops
    if isWhole {
      wholeRestarts += 1
    } else if keepingDescriptors, !hadLoss, noticedDrops == world.drops {
      doubtfulRestarts += 1
    } else {
      hadLoss = true
    }
    if !isWhole { settledDrops = nil }
    if !keepingDescriptors {
      world.queue = []
      world.isCongested = false
      world.isClosed = false
      world.closeAllDescriptors()
      recent = []
    }
    noticedDrops = world.drops
    lastEvent = KernelInstant(nanoseconds: 0)
    engine.restore(
      Array(registrations.values), isWhole ? .kept : .broken, at: moment(&world))
    for death in recent { observe(death, &world) }
    if !engine.isSettled { settledDrops = nil }
  }
}
