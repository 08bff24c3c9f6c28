internal import KernelInterface
package import ProcessConnector
package import ProcessEvents
package import ProcessTable
internal import Synchronization

/// Finds the processes that the rules' `match` is about, on a thread of its own, and tells their abnormal deaths.
///
/// It has a socket of its own, so that a loss here is none of the detector's. Where perf's side band may be used,
/// the socket carries abnormal exits alone, and what rules ask for that only events tell (users, arguments,
/// control groups); else all forks, execs, new names and exits as well.
///
/// Processes that have lived for a second and match are registered, so that the detector finds their deaths where
/// this watch misses them. A process that stops matching is withdrawn within two seconds; the watch itself goes by
/// what it was when it died.
///
/// It also knows who descends from whom, for ``CleanupAction/endOrphans``.
package final class LivingWatch: Sendable {
  package struct Settings: Sendable {
    package var limits = MonitorLimits()
    /// Whose descendants no rule is about: they are clean-ups.
    package var daemon = ProcessID(HostFacts.processID)
    /// Whether perf's side band is used where this process may.
    package var allowsSideBand = true
    /// Gets what is to be done, in order, on the watch's thread; must not wait for the watch.
    package var deliver: @Sendable ([LivingAction]) -> Void
    /// Told once where the watch cannot go on; a successor finds what lives.
    package var fail: @Sendable (ConnectorError) -> Void

    package init(
      deliver: @escaping @Sendable ([LivingAction]) -> Void,
      fail: @escaping @Sendable (ConnectorError) -> Void
    ) {
      self.deliver = deliver
      self.fail = fail
    }
  }

  private let worker: LivingWorker
  private let thread: Mutex<Thread?>

  /// Begins, and looks at all processes that there are; those that match are registered at once.
  ///
  /// Where no rule needs it, it waits for others. It is to begin before the detector, which then tells it of deaths
  /// from before (``judgeLate(_:)``).
  ///
  /// - Parameter registrations: what the journal holds.
  package init(
    boot: BootID, _ rules: [GuardRule], restoring registrations: [Registration] = [],
    _ settings: Settings
  ) throws(ConnectorError) {
    let worker = try LivingWorker()
    let loop = try LivingLoop(
      LivingRules(rules), restoring: registrations, boot: boot, settings,
      interruptedBy: worker.wakeDescriptor)
    let slot = Mutex<LivingLoop?>(loop)
    let box = LoopBox(slot)
    do {
      thread = Mutex(try Thread { if let loop = box.take() { worker.run(loop, settings.fail) } })
    } catch {
      throw ConnectorError(error, in: .current())
    }
    self.worker = worker
  }

  deinit { stop() }

  /// Goes by other rules. The old ones are in force until the new ones are, so nothing is missed in between.
  ///
  /// - Throws: where what the new ones need is not to be had; the old ones stay in force.
  package func replace(_ rules: [GuardRule]) async throws(ConnectorError) {
    let error: ConnectorError? = await withCheckedContinuation { continuation in
      worker.request { loop in
        do throws(ConnectorError) {
          try loop?.replace(LivingRules(rules))
          continuation.resume(returning: nil)
        } catch {
          continuation.resume(returning: error)
        }
      }
    }
    if let error { throw error }
  }

  /// Leaves processes to the registrations that their owners make: the detector tells their deaths, with the owner
  /// and the token. To be awaited before such a registration with a guard that has a match, and not to be undone by
  /// an earlier ``LivingAction/register(_:)``.
  package func leave(_ registrations: [Registration]) async {
    await withCheckedContinuation { continuation in
      worker.request { loop in
        loop?.leave(registrations)
        continuation.resume()
      }
    }
  }

  /// Takes it that there is no such registration any more; the rule's may take its place.
  package func takeBack(_ process: ProcessIdentity, guardName: String) {
    worker.request { $0?.takeBack(process, guardName: guardName) }
  }

  /// Judges an abnormal death from before this watch, of a process that nobody had registered: by what its zombie
  /// tells.
  package func judgeLate(_ death: ProcessDeath) {
    worker.request { $0?.judgeLate(death) }
  }

  /// Registers all that live and match, however young they are: a successor compares what is registered. All of it
  /// has been delivered when this returns.
  package func registerLiving() async {
    await withCheckedContinuation { continuation in
      worker.request { loop in
        // What the socket has against it is found again by whoever reads next.
        try? loop?.registerLiving()
        continuation.resume()
      }
    }
  }

  /// What has been done so far; nil after the end.
  package func counters() async -> LivingCounters? {
    await withCheckedContinuation { continuation in
      worker.request { loop in continuation.resume(returning: loop?.counters) }
    }
  }

  /// Where names come from; nil where no rule needs any, and after the end.
  package func nameSource() async -> NameSource? {
    await withCheckedContinuation { continuation in
      worker.request { loop in continuation.resume(returning: loop?.nameSource) }
    }
  }

  /// Tells what has happened so far, and ends the thread.
  package func stop() {
    worker.stop()
    thread.withLock { $0.take() }?.join()
  }
}

extension LivingWatch: DescendantSource {
  /// All that have been seen to descend from a process, and live.
  ///
  /// What was begun in a loss, or before this watch, is known by the parent that it had when it was looked at: if
  /// that was none of the family any more, it is missing.
  public func descendants(of process: ProcessIdentity) async -> [ProcessIdentity] {
    await withCheckedContinuation { continuation in
      worker.request { loop in
        continuation.resume(returning: (try? loop?.descendants(of: process)) ?? [])
      }
    }
  }
}

/// Carries the loop into its thread.
private final class LoopBox: Sendable {
  private let slot: Mutex<LivingLoop?>
  init(_ slot: consuming Mutex<LivingLoop?>) { self.slot = slot }
  func take() -> LivingLoop? { slot.withLock { $0.take() } }
}
