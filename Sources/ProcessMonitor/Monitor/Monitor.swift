internal import KernelInterface
package import Logging
public import ProcessConnector
package import ProcessEvents
internal import ProcessTable
internal import Synchronization

/// The monitor: detects the deaths of guarded processes, writes them down, and brings their clean-ups about.
///
/// Detection begins when it is made, all else with ``run()``. What it has to remember is in the journal, so that it
/// may be killed at any moment.
///
/// Kernel: as for `ConnectorReader`.
public final class Monitor: Sendable {
  let holder: JournalHolder
  let ledger = RegistrationLedger()
  let statistics = CleanupStatistics()
  let intake: DeathIntake
  let living: LivingWatch
  let detector: Detector
  let scheduler: CleanupScheduler
  let boot: BootID
  let continuity: StartContinuity
  let logger: Logger
  private let livingDesk: LivingDesk
  private let runner: CleanupRunner
  private let rules: Mutex<MonitorConfiguration>

  /// - Parameters:
  ///   - store: keeps the subscription for a successor; nil where nothing does.
  ///   - kept: what a predecessor left there.
  ///   - daemon: whose descendants no rule is about, since they are clean-ups; nil is this process.
  ///   - step: called by the journal at the moments at which a crash could do harm.
  /// - Throws: `MonitorStartError`
  package init(
    _ configuration: MonitorConfiguration, logger: Logger,
    store: (any DescriptorStore)? = nil, kept: [KeptDescriptor] = [],
    daemon: ProcessID? = nil, step: @escaping @Sendable (JournalStep) -> Void = { _ in }
  ) async throws(MonitorStartError) {
    guard let boot = BootID.current() else { throw .noBootID }
    self.boot = boot
    self.logger = logger
    rules = Mutex(configuration)
    let holder: JournalHolder
    var entries: [JournaledRegistration] = []
    do throws(JournalError) {
      try MonitorStartError.prepareFolder(of: configuration.paths.journal)
      holder = try JournalHolder(
        path: configuration.paths.journal, step: step, logger: logger)
      entries = try await holder.registrationsAtStart(hasPredecessor: !kept.isEmpty)
    } catch {
      throw .journal(error)
    }
    self.holder = holder
    let registrations = entries.map { $0.registration.following(configuration) }
    for registration in registrations { ledger.add(registration) }
    let intake = DeathIntake(holder, ledger, logger: logger)
    self.intake = intake
    var settings = Detector.Settings(
      deliver: { intake.take($0) }, fail: { intake.fail($0) })
    settings.limits = configuration.limits
    let desk = LivingDesk(intake, logger: logger)
    livingDesk = desk
    var watching = LivingWatch.Settings(
      deliver: { desk.take($0) }, fail: { intake.fail($0) })
    watching.limits = configuration.limits
    if let daemon { watching.daemon = daemon }
    do throws(ConnectorError) {
      // Before the detector, which tells it of deaths from before.
      let living = try LivingWatch(
        boot: boot, configuration.guards, restoring: registrations, watching)
      self.living = living
      settings.judgeLate = { living.judgeLate($0) }
      detector = try Detector(
        boot: boot, restoring: registrations, settings, store: store, kept: kept)
    } catch {
      throw .connector(error)
    }
    continuity = StartContinuity(detector.continuity, after: holder.predecessor)
    runner = CleanupRunner(limits: configuration.runnerLimits, descendants: living)
    scheduler = CleanupScheduler(
      holder, runner, statistics, total: configuration.limits.cleanups,
      rules: configuration.cleanupRules, logger: logger)
    for sentence in configuration.problems(with: .own) { logger.warning("\(sentence)") }
    if continuity == .broken, holder.predecessor == .interrupted,
      configuration.guards.contains(where: { $0.match != nil })
    {
      logger.warning(
        "The daemon before this one did not end in order, and its subscription was not kept whole: what a guard's \"match\" is about and began in its last two seconds, or since, may have died unnoticed"
      )
    }
  }

  /// What is in force.
  public var configuration: MonitorConfiguration { rules.withLock { $0 } }

  /// Works until the task is cancelled, and then ends what runs.
  ///
  /// What is not done is done after the next start.
  /// - Throws: what keeps deaths from being detected.
  public func run() async throws(ConnectorError) {
    let failure = await withTaskGroup(of: ConnectorError?.self) { group in
      group.addTask { [self] in
        do throws(ConnectorError) {
          try await intake.run(
            stored: { self.detector.stored(upTo: $0) }, recorded: { self.scheduler.wake() },
            recovered: { await self.reconcile() })
        } catch {
          return error
        }
        return nil
      }
      group.addTask { [self] in
        await scheduler.run()
        return nil
      }
      group.addTask { [self] in
        await livingDesk.run(detector, holder, ledger)
        // At once, since commands that run may take their time to end.
        await registerLiving()
        return nil
      }
      group.addTask { [self] in
        await keepJournal()
        return nil
      }
      let first = await group.next() ?? nil
      group.cancelAll()
      return await group.reduce(first) { $0 ?? $1 }
    }
    await registerLiving()
    living.stop()
    detector.stop()
    await intake.finish()
    if failure == nil, holder.problem == nil { try? await holder.journal?.noteEnd() }
    holder.close()
    if let failure { throw failure }
  }

  /// Writes down what lives and matches, so that a successor finds by comparison what of it ends meanwhile.
  private func registerLiving() async {
    await living.registerLiving()
    await livingDesk.finish(detector, holder, ledger)
  }

  /// Ends the subscription for good, for one that will have no successor.
  package func giveUpSubscription() { detector.stop(isFinal: true) }

  /// Takes another configuration; not one event is missed.
  ///
  /// - Returns: what of it is not in force yet, each in one sentence.
  public func reload(_ new: MonitorConfiguration) async -> [String] {
    let old = rules.withLock { rules in
      defer { rules = new }
      return rules
    }
    var later: [String] = []
    do throws(ConnectorError) {
      try await living.replace(new.guards)
    } catch {
      later.append("The guards' \"match\" stays as it was: \(error)")
    }
    runner.setLimits(new.runnerLimits)
    await scheduler.setRules(new.cleanupRules, total: new.limits.cleanups)
    await detector.replace(following: new.guards.compactMap { GuardTerms($0) })
    if old.paths != new.paths { later.append("\"paths\" takes effect after a restart") }
    if old.limits.receiveBuffer != new.limits.receiveBuffer {
      later.append("\"receive_buffer\" takes effect after a restart")
    }
    return later + new.problems(with: .own)
  }

  // MARK: The journal's care

  /// Nanoseconds between two rounds of retention.
  private static let retentionInterval: UInt64 = 60_000_000_000
  /// Nanoseconds between two attempts to open a journal.
  private static let reopenInterval: UInt64 = 5_000_000_000

  private func keepJournal() async {
    while !Task.isCancelled {
      if holder.journal == nil {
        try? await Task.sleep(for: .nanoseconds(Int64(Self.reopenInterval)))
        if holder.reopen() {
          intake.reconcileOnceWritten()
          scheduler.wake()
        }
        continue
      }
      await applyRetention()
      try? await Task.sleep(for: .nanoseconds(Int64(Self.retentionInterval)))
    }
  }

  private func applyRetention() async {
    let limits = configuration.limits
    do throws(JournalError) {
      let result = try await holder.get().applyRetention(
        RetentionLimits(
          longestAge: limits.journalAge &* 1_000_000, largestSize: limits.journalSize),
        at: Clocks.realtime)
      if result.isTooLarge {
        logger.warning(
          "The journal has \(result.size.file) bytes and nothing in it may be removed: raise journal_size, or see what is not cleaned up"
        )
      }
    } catch {
      holder.failed(error)
    }
  }

  /// Brings the detector to know what only the journal does: registrations that were made while the one could not
  /// read the other, and those whose deaths found no room in memory.
  ///
  /// Nothing is written down meanwhile. What has ended since is known to the intake.
  private func reconcile() async {
    ledger.beginComparing()
    defer { ledger.endComparing() }
    guard let entries = try? await holder.journal?.registrations() else { return }
    var lost: [GuardedDeath] = []
    for entry in entries {
      let registration = entry.registration.following(configuration)
      if await detector.contains(entry.key) { continue }
      let outcome = await detector.register(registration) { [ledger] in
        ledger.isWithdrawn(entry.key)
      }
      switch outcome {
      case .added: ledger.add(registration)
      case .ended:
        if !intake.isEnding(entry.key) { lost.append(Self.unknownDeath(of: registration)) }
      default: break
      }
    }
    lost.removeAll { ledger.isWithdrawn(RegistrationKey($0)) }
    if !lost.isEmpty {
      logger.warning("\(lost.count) registered processes were found to have ended")
      intake.take(lost)
    }
  }

  private static func unknownDeath(of registration: Registration) -> GuardedDeath {
    var death = GuardedDeath(
      registration, status: nil, isInferred: true, time: Moment.now.wall)
    if registration.terms.onUnknown == .report { death.plan.actions = [] }
    return death
  }
}
