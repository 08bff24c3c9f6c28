internal import KernelInterface
package import ProcessConnector
package import ProcessEvents
package import ProcessTable
internal import Synchronization

/// Watches registered processes on a thread of its own, and hands over what the engine decides.
///
/// Its socket carries abnormal ends alone. `/proc` is read for registered processes only, and in slices, between
/// which the socket is read.
package final class Detector: Sendable {
  package struct Settings: Sendable {
    package var limits = MonitorLimits()
    /// Gets what is to be done, in order, on the detector's thread; must not wait for the detector. Once it is stored,
    /// ``Detector/stored(upTo:)`` wants to know.
    package var deliver: @Sendable (GuardBatch) -> Void

    /// Told once where the socket cannot be read any more: then nothing is detected until a successor begins.
    package var fail: @Sendable (ConnectorError) -> Void

    /// Told of abnormal deaths from before the detector, of processes that nobody had registered: they waited in
    /// the predecessor's socket. Must not wait for the detector.
    package var judgeLate: (@Sendable (ProcessDeath) -> Void)?

    package init(
      deliver: @escaping @Sendable (GuardBatch) -> Void,
      fail: @escaping @Sendable (ConnectorError) -> Void
    ) {
      self.deliver = deliver
      self.fail = fail
    }
  }

  private let shared: Shared
  private let thread: Mutex<Thread?>

  /// What a predecessor left; nil where it left no socket.
  package let continuity: Continuity?

  /// Whether a successor will find the socket, and what was read from it and is not stored: then it loses nothing
  /// by this one's being killed.
  package let isKept: Bool

  /// Begins, or goes on with what a predecessor left.
  ///
  /// - Parameters:
  ///   - registrations: what the journal holds, without those whose deaths are stored.
  ///   - store: keeps the socket and descriptors of processes for a successor; nil where nothing does.
  ///   - kept: what a predecessor left there; what is not the detector's is left alone.
  package init(
    boot: BootID, restoring registrations: [Registration] = [], _ settings: Settings,
    store: (any DescriptorStore)? = nil, kept: [KeptDescriptor] = []
  ) throws(ConnectorError) {
    let progress = StorageProgress()
    let loop = try DetectionLoop(
      boot: boot, registrations, settings, store: store, kept: kept, progress: progress)
    continuity = loop.continuity
    isKept = loop.isKept
    do {
      let shared = Shared(wake: try EventDescriptor(), progress)
      let slot = Mutex<DetectionLoop?>(loop)
      let box = LoopBox(slot)
      thread = Mutex(try Thread { if let loop = box.take() { shared.run(loop, settings.fail) } })
      self.shared = shared
    } catch {
      throw ConnectorError(error, in: .current())
    }
  }

  deinit { stop() }

  /// Registers a process, which is looked at first.
  ///
  /// - Parameter isOver: asked in the moment of registering, between two other requests.
  /// - Returns: nil where it is over.
  package func register(
    _ registration: Registration, unless isOver: @escaping @Sendable () -> Bool
  ) async -> RegistrationOutcome? {
    await withCheckedContinuation { continuation in
      shared.request { loop in
        continuation.resume(
          returning: isOver() ? nil : loop?.register(registration) ?? .ended)
      }
    }
  }

  /// Registers a process, which is looked at first.
  package func register(_ registration: Registration) async -> RegistrationOutcome {
    await register(registration, unless: { false }) ?? .ended
  }

  /// Withdraws a registration.
  ///
  /// - Returns: nil where there is none, or no more since the process has died.
  package func withdraw(
    _ process: ProcessIdentity, guardName: String
  ) async -> Registration? {
    await withCheckedContinuation { continuation in
      shared.request { loop in
        continuation.resume(returning: loop?.withdraw(process, guardName: guardName))
      }
    }
  }

  /// Registers a process that a rule has found; nil where its owner has registered it with the guard.
  package func registerFound(_ registration: Registration) async -> RegistrationOutcome? {
    await withCheckedContinuation { continuation in
      shared.request { loop in
        continuation.resume(
          returning: loop?.isOwned(RegistrationKey(registration)) == false
            ? loop?.register(registration) : nil)
      }
    }
  }

  /// Withdraws what a rule has registered, and no owner's registration.
  package func withdrawFound(_ key: RegistrationKey) async -> Registration? {
    await withCheckedContinuation { continuation in
      shared.request { loop in
        continuation.resume(
          returning: loop?.isOwned(key) == false
            ? loop?.withdraw(key.process, guardName: key.guardName) : nil)
      }
    }
  }

  /// Whether there is such a registration.
  package func contains(_ key: RegistrationKey) async -> Bool {
    await withCheckedContinuation { continuation in
      shared.request { loop in continuation.resume(returning: loop?.contains(key) ?? false) }
    }
  }

  /// Takes in that configured guards have changed; registrations that follow them change with them.
  package func replace(following rules: [GuardTerms]) async {
    await withCheckedContinuation { continuation in
      shared.request { loop in
        loop?.replace(following: rules)
        continuation.resume()
      }
    }
  }

  /// Takes note that what all batches up to one ask for is on disk, so that a kill cannot undo it any more.
  ///
  /// Until then the events that led to it are held in memory that outlives this process. If this is not called for
  /// long, that memory fills, and a successor has to infer what it cannot read.
  package func stored(upTo batch: UInt64) { shared.stored(upTo: batch) }

  /// What the engine has done so far; nil after the end.
  package func counters() async -> DetectorCounters? {
    await withCheckedContinuation { continuation in
      shared.request { loop in continuation.resume(returning: loop?.counters) }
    }
  }

  /// Ends the thread. What a store keeps is left to a successor.
  ///
  /// - Parameter isFinal: there will be no successor: the subscription ends, and the store is emptied.
  package func stop(isFinal: Bool = false) {
    if isFinal { shared.request { loop in loop?.giveUpSubscription() } }
    shared.stop()
    thread.withLock { $0.take() }?.join()
  }
}

/// Carries the loop into its thread.
private final class LoopBox: Sendable {
  private let slot: Mutex<DetectionLoop?>
  init(_ slot: consuming Mutex<DetectionLoop?>) { self.slot = slot }
  func take() -> DetectionLoop? { slot.withLock { $0.take() } }
}

private final class Shared: Sendable {
  typealias Request = @Sendable (inout DetectionLoop?) -> Void

  private struct State: Sendable {
    var isStopped = false
    var isDeaf = false
    var requests: [Request] = []
  }

  private let wake: EventDescriptor
  private let state = Mutex(State())

  private let progress: StorageProgress

  init(wake: consuming EventDescriptor, _ progress: StorageProgress) {
    self.wake = wake
    self.progress = progress
  }

  func stored(upTo batch: UInt64) { if progress.store(upTo: batch) { wake.signal() } }

  func stop() {
    state.withLock { $0.isStopped = true }
    wake.signal()
  }

  func request(_ request: @escaping Request) {
    let isDeaf = state.withLock { state in
      if !state.isDeaf { state.requests.append(request) }
      return state.isDeaf
    }
    wake.signal()
    guard isDeaf else { return }
    var none: DetectionLoop?
    request(&none)
  }

  func run(_ loop: consuming DetectionLoop, _ fail: (ConnectorError) -> Void) {
    var loop: DetectionLoop? = loop
    while !state.withLock({ $0.isStopped }) {
      do throws(ConnectorError) {
        try loop?.step(interruptedBy: wake)
      } catch {
        fail(error)
        break
      }
      for request in takeRequests() { request(&loop) }
    }
    let rest = state.withLock { state in
      state.isDeaf = true
      return state.requests
    }
    for request in rest { request(&loop) }
  }

  private func takeRequests() -> [Request] {
    state.withLock { state in
      defer { state.requests = [] }
      return state.requests
    }
  }
}
