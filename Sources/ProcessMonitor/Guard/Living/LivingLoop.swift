internal import KernelInterface
internal import ProcessConnector
internal import ProcessEvents
internal import ProcessTable

/// What the watch's thread does, one step after the other.
struct LivingLoop: ~Copyable {
  var engine: LivingEngine
  /// Nil where no rule needs one.
  var reader: ProcessReader?
  /// What the reader was begun for.
  var details: ProcessDetails
  /// Deaths from before this are not the reader's to judge.
  var responsibleSince = KernelInstant(nanoseconds: 0)
  private var nextSweep: UInt64 = 0
  /// Until when those that live are registered without waiting whether they go on living.
  private var hurriesUntil: UInt64
  /// Living processes that are to be looked at in `/proc`.
  var unclear: Set<ProcessID> = []
  let settings: LivingWatch.Settings
  let boot: BootID
  let interrupt: Int32

  /// How long a process lives until it is registered, in nanoseconds: nearly all that are begun end sooner, and
  /// a registration costs a commit of the journal; without one, only a loss or a restart can hide a death.
  private static let age: UInt64 = 1_000_000_000

  /// Nanoseconds between two looks at what has changed of those that live.
  private static let sweepInterval: UInt64 = 1_000_000_000

  /// How long after a loss the young are registered as well, in nanoseconds: losses seldom come alone.
  private static let alarm: UInt64 = 5_000_000_000

  /// How many processes are looked at in `/proc` between two reads: some milliseconds' worth.
  private static let slice = 256

  /// - Parameter interrupt: ends a wait when it is readable.
  init(
    _ rules: LivingRules, restoring registrations: [Registration], boot: BootID,
    _ settings: LivingWatch.Settings, interruptedBy interrupt: Int32
  ) throws(ConnectorError) {
    let start =
      ProcessStat(process: settings.daemon.rawValue)?.start.monotonic(suspended: .current) ?? 0
    self.boot = boot
    self.settings = settings
    self.interrupt = interrupt
    details = rules.details
    engine = LivingEngine(
      rules, boot: boot, daemon: (settings.daemon, KernelInstant(nanoseconds: start)))
    engine.restore(registrations)
    hurriesUntil = Clocks.monotonic &+ Self.age
    reader = try Self.read(rules, settings, interrupt)
  }

  static func read(
    _ rules: LivingRules, _ settings: LivingWatch.Settings, _ interrupt: Int32
  ) throws(ConnectorError) -> ProcessReader? {
    guard rules.areNeeded else { return nil }
    let connector = ConnectorConfiguration(
      events: .nonzeroExit, delivery: .immediate,
      receiveBuffer: ReceiveBuffer(bytes: Int32(clamping: settings.limits.receiveBuffer / 2)))
    var configuration = ProcessConfiguration(
      connector, details: rules.details, allowsSideBand: settings.allowsSideBand,
      capacity: max(200_000, settings.limits.registrations))
    configuration.followsProcesses = true
    configuration.describesProcesses = false
    return try ProcessReader(configuration, interruptedBy: interrupt)
  }

  var counters: LivingCounters {
    var counters = engine.counters
    switch reader {
    case .some(let reader):
      counters.lostRecords &+= reader.lostRecords
      counters.rescans &+= reader.scans
    case .none: break
    }
    return counters
  }

  var nameSource: NameSource? {
    switch reader {
    case .some(let reader): reader.nameSource
    case .none: nil
    }
  }

  /// What is known of the processes now; empty without a reader.
  var table: ProcessTable {
    switch reader {
    case .some(let reader): reader.table
    case .none: ProcessTable()
    }
  }

  var hasReader: Bool {
    switch reader {
    case .some: true
    case .none: false
    }
  }

  /// Waits until there is something to do, and does it.
  mutating func step(interruptedBy wake: borrowing EventDescriptor) throws(ConnectorError) {
    guard hasReader else {
      try waitForRequest(wake)
      return deliver()
    }
    let now = Clocks.monotonic
    let timeout = nextSweep > now ? nextSweep - now : 0
    if try reader?.wait(atMost: .nanoseconds(Int64(clamping: timeout))) == .interrupted {
      wake.clear()
    }
    _ = try read()
    if Clocks.monotonic >= nextSweep { sweep() }
    deliver()
  }

  private func waitForRequest(_ wake: borrowing EventDescriptor) throws(ConnectorError) {
    do { _ = try pollReadable(wake.rawDescriptor, -1, timeout: nil) } catch {
      throw ConnectorError(error, in: .current())
    }
    wake.clear()
  }

  /// - Returns: whether more may wait.
  private mutating func read() throws(ConnectorError) -> Bool {
    var hasLost = false
    let hasMore = try reader?.follow { element, table in
      Self.judge(element.element, table, &engine, &hasLost, since: responsibleSince)
    }
    if hasLost { registerAll() }
    return hasMore ?? false
  }

  mutating func readAll() throws(ConnectorError) {
    // What others do meanwhile must not keep us here for ever.
    var rounds = 0
    while try read(), rounds < 64 { rounds += 1 }
  }

  /// Looks at all that live, at once.
  mutating func registerAll() {
    hurriesUntil = Clocks.monotonic &+ Self.alarm
    reader?.markAllChanged()
    nextSweep = 0
  }

  /// Looks at those that have changed.
  mutating func sweep() {
    let now = Moment.now
    nextSweep = now.monotonic.nanoseconds &+ Self.sweepInterval
    let hurries = now.monotonic.nanoseconds < hurriesUntil
    let age = hurries ? 0 : Self.age
    guard
      let changed = reader?.takeChanged(
        begunBy: KernelInstant(nanoseconds: now.monotonic.nanoseconds &- age))
    else { return }
    unclear.formUnion(look(at: changed, now))
    if !unclear.isEmpty {
      let asked = Array(unclear.prefix(Self.slice))
      unclear.subtract(asked)
      reader?.look(at: asked)
      // What is unclear after that stays so until something changes.
      _ = look(at: asked, .now)
    }
    engine.pruneGuarded(table, at: now, Self.startTick)
  }

  /// - Returns: those of whom something is not known.
  private mutating func look(at processes: [ProcessID], _ now: Moment) -> [ProcessID] {
    let table = table
    return processes.filter { engine.look(at: $0, table, at: now, Self.startTick) }
  }

  mutating func deliver() {
    let actions = engine.takeActions()
    if !actions.isEmpty { settings.deliver(actions) }
  }
}

extension LivingLoop {
  static func judge(
    _ element: ConnectorElement, _ table: borrowing ProcessTable, _ engine: inout LivingEngine,
    _ hasLost: inout Bool, since: KernelInstant
  ) {
    switch element {
    case .death(let death) where death.time >= since:
      engine.observe(death, table, at: .now, startTick)
    case .lost(let loss):
      hasLost = true
      engine.observe(loss)
    default: break
    }
  }

  /// The clock tick in which the process began that has an id now, a zombie's as well.
  static func startTick(of process: ProcessID) -> UInt64? {
    ProcessStat(process: process.rawValue)?.start.rawValue
  }
}
