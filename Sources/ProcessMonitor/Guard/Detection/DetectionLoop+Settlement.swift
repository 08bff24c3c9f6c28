internal import KernelInterface
internal import ProcessConnector
internal import ProcessEvents

/// What is kept of the events that were read, and until when.
extension DetectionLoop {
  /// How long what is known of a registered process's threads is kept in the ring for as long as others live on, in
  /// nanoseconds.
  private static let patience: UInt64 = 10_000_000_000

  /// Whether what is known of a registered process's threads may matter when the last of them ends.
  private var hangsOnThreads: Bool {
    subscription.reader.living.contains { engine.mayConcern($0) }
  }

  mutating func noteState() {
    // Once its end is told, it is the engine's decision that has to be stored.
    if isNegligent, !hangsOnThreads, !subscription.reader.holdsBack { isNegligent = false }
    subscription.unsettled?.note(
      isSettled: engine.isSettled && !isNegligent, dropsTold: subscription.reader.dropsTold)
  }

  /// Frees what is done with, and takes note of what is stored.
  mutating func settle(_ observedUntil: KernelInstant?) {
    if let unsettled = subscription.unsettled { noteDone(observedUntil, unsettled) }
    repeat {
      let stored = progress.batch
      while let first = told.first, first.batch <= stored {
        told.removeFirst()
        if !engine.table.contains(first.process) { held.release(first.process) }
      }
      if let unsettled = subscription.unsettled { free(storedUpTo: stored, unsettled) }
    } while !progress.await(awaitedBatch)
  }

  /// Takes note up to where events lead to nothing more.
  private mutating func noteDone(
    _ observedUntil: KernelInstant?, _ unsettled: borrowing UnsettledEvents
  ) {
    let now = KernelInstant.now
    var observedUntil = observedUntil
    let hangs = hangsOnThreads
    if hangs, observedUntil != nil {
      if ring.pendingTime(at: now) > Self.patience || unsettled.ring.isCrowded {
        // Then a successor must not take this process's silence for a normal end.
        isNegligent = true
        noteState()
      } else {
        observedUntil = nil
      }
    }
    ring.note(
      RingSettlement.Place(
        position: unsettled.ring.position, detours: unsettled.ring.detours),
      at: now, isDone: !hangs && !subscription.reader.holdsBack, observedUntil: observedUntil,
      batch: batch)
  }

  private mutating func free(storedUpTo stored: UInt64, _ unsettled: borrowing UnsettledEvents) {
    if let place = ring.takeDone(storedUpTo: stored) {
      unsettled.ring.free(upTo: place.position)
      if place.detours == unsettled.ring.detours { unsettled.ring.endDetour() }
    }
    guard engine.isSettled, !isNegligent else {
      settledBatch = nil
      return
    }
    let awaited = settledBatch ?? batch
    settledBatch = awaited
    if awaited <= stored { unsettled.settle() }
  }

  /// The batch whose storing is worth a wake-up.
  private var awaitedBatch: UInt64? {
    guard let unsettled = subscription.unsettled else { return nil }
    if !unsettled.isSettled, let settledBatch { return settledBatch }
    return unsettled.ring.isCrowded || unsettled.ring.hadDetour ? ring.awaitedBatch : nil
  }
}
