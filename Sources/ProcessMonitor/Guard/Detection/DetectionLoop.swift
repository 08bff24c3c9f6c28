internal import KernelInterface
internal import ProcessConnector
internal import ProcessEvents
internal import ProcessTable

/// What the detector's thread does, one step after the other.
struct DetectionLoop: ~Copyable {
  var engine: GuardEngine
  var subscription: GuardSubscription
  var held: HeldProcesses
  var forks: ForkCount
  var ring = RingSettlement()
  /// The number of the last batch that was handed over.
  var batch: UInt64 = 0
  /// The batch that was the last one when the engine became settled; nil while it is not.
  var settledBatch: UInt64?
  /// Whether something was freed that the end of a registered process may yet hang on.
  var isNegligent = false
  /// Those whose ends were handed over, and are held until that is stored.
  var told = Queue<(process: ProcessIdentity, batch: UInt64)>()
  var elements: [ConnectorElement] = []
  var nextResync: UInt64
  /// What ended before has waited in the predecessor's socket.
  private let startedAt = KernelInstant.now
  let settings: Detector.Settings
  let store: (any DescriptorStore)?
  let progress: StorageProgress

  /// How many processes are looked at between two reads of the socket: some milliseconds' worth.
  private static let slice = 256

  /// How long the connector's reader may take to make a death of an event, in nanoseconds.
  private static let assembly: UInt64 = 100_000_000

  init(
    boot: BootID, _ registrations: [Registration], _ settings: Detector.Settings,
    store: (any DescriptorStore)?, kept: [KeptDescriptor], progress: StorageProgress
  ) throws(ConnectorError) {
    let limit = settings.limits.heldProcesses(descriptors: HostFacts.descriptorLimit)
    held = HeldProcesses(store: store, limit: limit)
    engine = GuardEngine(boot: boot, capacity: settings.limits.registrations)
    nextResync = Clocks.monotonic &+ settings.limits.resyncInterval &* 1_000_000
    self.settings = settings
    self.store = store
    self.progress = progress
    for descriptor in kept where !GuardSubscription.isNamed(descriptor.name) {
      _ = held.adopt(descriptor, boot: boot)
    }
    subscription = try GuardSubscription(boot: boot, settings.limits, store: store, kept: kept)
    forks = ForkCount(
      base: registrations.isEmpty ? ForkCount.read() : subscription.unsettled?.forkBase)
    subscription.unsettled?.forkBase = forks.base
    // Where what the predecessor had read and not stored is not known, silence proves nothing of what ended before;
    // where a process is held, its descriptor does.
    engine.restore(registrations, subscription.continuity ?? .broken, at: .now)
    let table = engine.table
    held.release(unless: { table.contains($0) })
    for registration in registrations where registration.process.boot == boot {
      held.hold(registration.process)
    }
  }

  /// What a predecessor left; nil where it left no socket.
  var continuity: Continuity? { subscription.continuity }

  /// Whether a successor will find socket and events.
  var isKept: Bool { subscription.isKept }

  /// Ends the subscription with this loop, and leaves nothing to a successor.
  mutating func giveUpSubscription() {
    subscription.giveUp(in: store)
    held.release(unless: { _ in false })
  }

  var counters: DetectorCounters {
    DetectorCounters(
      guards: engine.counters, socket: subscription.reader.counters, heldProcesses: held.count)
  }

  mutating func register(_ registration: Registration) -> RegistrationOutcome {
    held.hold(registration.process)
    let outcome = engine.register(registration, sight: sight(of: registration.process))
    if !engine.table.contains(registration.process) { held.release(registration.process) }
    // Of its threads something may have been freed before.
    if subscription.reader.living.contains(registration.process.process) { isNegligent = true }
    noteState()
    return outcome
  }

  mutating func withdraw(_ process: ProcessIdentity, guardName: String) -> Registration? {
    let registration = engine.withdraw(process, guardName: guardName)
    if !engine.table.contains(process) { held.release(process) }
    return registration
  }

  func contains(_ key: RegistrationKey) -> Bool {
    engine.table.registrations(of: key.process).contains { $0.terms.guardName == key.guardName }
  }

  /// Whether there is such a registration that its process's owner, or somebody for him, has made.
  func isOwned(_ key: RegistrationKey) -> Bool {
    engine.table.registrations(of: key.process).contains {
      $0.terms.guardName == key.guardName && $0.owner != nil
    }
  }

  mutating func replace(following rules: [GuardTerms]) { engine.replace(following: rules) }

  /// Waits until there is something to do, and does it.
  mutating func step(interruptedBy wake: borrowing EventDescriptor) throws(ConnectorError) {
    let timeout = timeout
    if try subscription.reader.wait(
      atMost: .nanoseconds(Int64(clamping: timeout)), interruptedBy: wake.rawDescriptor)
      == .interrupted
    {
      wake.clear()
    }
    let observedUntil = try read()
    if Clocks.monotonic >= nextResync {
      nextResync = Clocks.monotonic &+ settings.limits.resyncInterval &* 1_000_000
      engine.beginResync()
    }
    // A comparison is noted before its first look.
    deliver()
    look()
    deliver()
    settle(observedUntil)
  }

  /// Nanoseconds until there is something to do without any event.
  private var timeout: UInt64 {
    if engine.isComparing { return 0 }
    let now = Clocks.monotonic
    let judgement = engine.nextJudgement?.advanced(byNanoseconds: Self.assembly).nanoseconds
    let due = min(nextResync, judgement ?? .max)
    return due > now ? due - now : 0
  }

  /// - Returns: a moment up to which all that came has been observed; nil where there is no telling yet.
  private mutating func read() throws(ConnectorError) -> KernelInstant? {
    let begin = Clocks.monotonic
    elements.removeAll(keepingCapacity: true)
    let mayHaveMore = try subscription.reader.read { span in
      for index in span.indices { elements.append(span[index]) }
    }
    forks.timeGoesBy()
    for element in elements {
      switch element {
      case .death(let death):
        if death.time < startedAt, !engine.mayConcern(death.process) { settings.judgeLate?(death) }
        engine.observe(death, evidence(about: death), at: .now)
      case .lost(let loss): engine.observe(loss)
      default: break
      }
    }
    noteState()
    guard !mayHaveMore, begin > Self.assembly else { return nil }
    let instant = KernelInstant(nanoseconds: begin - Self.assembly)
    engine.advance(observedUntil: instant, now: .now)
    return instant
  }

  private mutating func evidence(about death: ProcessDeath) -> DeathEvidence {
    var evidence = DeathEvidence()
    let registered = engine.table.identities(withID: death.process)
    guard let latest = registered.first else { return evidence }
    for process in registered {
      evidence.held[process.startTicks] = held.state(of: process)
    }
    evidence.holderStart = ProcessStat(process: death.process.rawValue)?.start.rawValue
    if evidence.holderStart != latest.startTicks {
      evidence.mayBeReused = forks.mayHaveComeAround()
    }
    return evidence
  }

  private mutating func look() {
    guard engine.isComparing else { return }
    let looks = engine.takeLooks(Self.slice)
    if looks.isEmpty, !engine.isComparing {
      forks.comparisonEnds()
      subscription.unsettled?.forkBase = forks.base
    }
    for process in looks { engine.resolve(process, as: sight(of: process), at: .now) }
  }

  private func sight(of process: ProcessIdentity) -> Sight {
    switch held.state(of: process) {
    case .alive: return .alive
    case .ended(let status): return .gone(status)
    case nil: break
    }
    guard let stat = ProcessStat(process: process.process.rawValue) else {
      // It may be that no more files can be opened.
      return ProcessActions.exists(process.process.rawValue) ? .unclear : .gone(nil)
    }
    guard stat.start.rawValue == process.startTicks else { return .gone(nil) }
    // C: the first thread of a process may be over before others; the rest are counted along with it.
    let isOver = stat.state == UInt8(ascii: "Z") || stat.state == UInt8(ascii: "X")
    return isOver && stat.threadCount <= 1 ? .gone(nil) : .alive
  }

  private mutating func deliver() {
    let actions = engine.takeActions()
    guard !actions.isEmpty else { return }
    let handed = actions.filter { $0 != .resync }
    if handed.count < actions.count { forks.comparisonBegins() }
    guard !handed.isEmpty else { return }
    batch += 1
    for action in handed {
      switch action {
      case .record(let death), .report(let death): told.append((death.process, batch))
      case .forget(let registration): told.append((registration.process, batch))
      case .resync: break
      }
    }
    settings.deliver(GuardBatch(handed, number: batch))
  }
}
