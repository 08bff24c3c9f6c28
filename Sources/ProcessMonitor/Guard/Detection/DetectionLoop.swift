internal import KernelInterface
internal import ProcessConnector
internal import ProcessEvents
internal import ProcessTable

/// What the detector's thread does, one step after the other.
struct DetectionLoop: ~Copyable {
  private var engine: GuardEngine
  private var reader: ConnectorReader
  private var held: HeldProcesses
  private var forks = ForkCount()
  private var elements: [ConnectorElement] = []
  private var nextResync: UInt64
  /// What ended before has waited in the predecessor's socket.
  private let startedAt = KernelInstant.now
  private let settings: Detector.Settings
  private let store: (any DescriptorStore)?

  /// How many processes are looked at between two reads of the socket: some milliseconds' worth.
  private static let slice = 256

  /// How long the connector's reader may take to make a death of an event, in nanoseconds.
  private static let assembly: UInt64 = 100_000_000

  private static let socketName = "events"

  init(
    boot: BootID, _ registrations: [Registration], _ settings: Detector.Settings,
    store: (any DescriptorStore)?, kept: [KeptDescriptor]
  ) throws(ConnectorError) {
    let configuration = ConnectorConfiguration(
      events: .nonzeroExit, delivery: .immediate,
      receiveBuffer: ReceiveBuffer(bytes: Int32(clamping: settings.limits.receiveBuffer / 2)))
    let limit = settings.limits.heldProcesses ?? max(0, HostFacts.descriptorLimit - 1000)
    held = HeldProcesses(store: store, limit: limit)
    engine = GuardEngine(boot: boot, capacity: settings.limits.registrations)
    nextResync = Clocks.monotonic &+ settings.limits.resyncInterval &* 1_000_000
    self.settings = settings
    self.store = store
    for descriptor in kept where descriptor.name != Self.socketName {
      _ = held.adopt(descriptor, boot: boot)
    }
    reader = try Self.subscribe(
      configuration, store, kept.first { $0.name == Self.socketName })
    // What the predecessor had read and not stored is not known, so silence proves nothing of what ended before;
    // where a process is held, its descriptor does.
    engine.restore(registrations, .broken, at: .now)
    let table = engine.table
    held.release(unless: { table.contains($0) })
    for registration in registrations where registration.process.boot == boot {
      held.hold(registration.process)
    }
  }

  private static func subscribe(
    _ configuration: ConnectorConfiguration, _ store: (any DescriptorStore)?,
    _ kept: KeptDescriptor?
  ) throws(ConnectorError) -> ConnectorReader {
    var reader: ConnectorReader
    if let kept {
      // It was kept only where the connector itself filters.
      reader = try ConnectorReader(
        adopting: OwnedDescriptor(owning: kept.rawDescriptor), configuration, stage: .connector)
    } else {
      reader = try ConnectorReader(configuration)
      guard let store, reader.filterStage == .connector,
        (try? store.keep(reader.socketDescriptor, as: socketName)) != nil
      else { return reader }
    }
    reader.handOn()
    return reader
  }

  /// Ends the subscription with this loop, and leaves nothing to a successor.
  mutating func giveUpSubscription() {
    reader.handOn(false)
    try? store?.drop(Self.socketName)
    held.release(unless: { _ in false })
  }

  var counters: (guards: GuardCounters, socket: ConnectorCounters) {
    (engine.counters, reader.counters)
  }

  mutating func register(_ registration: Registration) -> RegistrationOutcome {
    held.hold(registration.process)
    let outcome = engine.register(registration, sight: sight(of: registration.process))
    if !engine.table.contains(registration.process) { held.release(registration.process) }
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
    if try reader.wait(
      atMost: .nanoseconds(Int64(clamping: timeout)), interruptedBy: wake.rawDescriptor)
      == .interrupted
    {
      wake.clear()
    }
    try read()
    if Clocks.monotonic >= nextResync {
      nextResync = Clocks.monotonic &+ settings.limits.resyncInterval &* 1_000_000
      engine.beginResync()
    }
    // A comparison is noted before its first look.
    deliver()
    look()
    deliver()
  }

  /// Nanoseconds until there is something to do without any event.
  private var timeout: UInt64 {
    if engine.isComparing { return 0 }
    let now = Clocks.monotonic
    let judgement = engine.nextJudgement?.advanced(byNanoseconds: Self.assembly).nanoseconds
    let due = min(nextResync, judgement ?? .max)
    return due > now ? due - now : 0
  }

  private mutating func read() throws(ConnectorError) {
    let begin = Clocks.monotonic
    elements.removeAll(keepingCapacity: true)
    let mayHaveMore = try reader.read { span in
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
    guard !mayHaveMore, begin > Self.assembly else { return }
    engine.advance(
      observedUntil: KernelInstant(nanoseconds: begin - Self.assembly), now: .now)
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
    if looks.isEmpty, !engine.isComparing { forks.comparisonEnds() }
    for process in looks { engine.resolve(process, as: sight(of: process), at: .now) }
  }

  private func sight(of process: ProcessIdentity) -> Sight {
    switch held.state(of: process) {
    case .alive: return .alive
    case .ended(let status): return .gone(status)
    case nil: break
    }
    guard let stat = ProcessStat(process: process.process.rawValue),
      stat.start.rawValue == process.startTicks
    else { return .gone(nil) }
    // C: the first thread of a process may be over before others; the rest are counted along with it.
    let isOver = stat.state == UInt8(ascii: "Z") || stat.state == UInt8(ascii: "X")
    return isOver && stat.threadCount <= 1 ? .gone(nil) : .alive
  }

  private mutating func deliver() {
    let actions = engine.takeActions()
    guard !actions.isEmpty else { return }
    for action in actions {
      switch action {
      case .record(let death), .report(let death): held.release(death.process)
      case .forget(let registration):
        let process = registration.process
        if !engine.table.contains(process) { held.release(process) }
      case .resync: forks.comparisonBegins()
      }
    }
    let told = actions.filter { $0 != .resync }
    if !told.isEmpty { settings.deliver(told) }
  }
}
