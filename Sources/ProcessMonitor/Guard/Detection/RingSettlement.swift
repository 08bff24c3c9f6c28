package import ProcessEvents

/// Up to where the events in a ring are done with, as batches of decisions are stored. It performs nothing.
///
/// An event is done with when the reader holds nothing of it back any more, and all that the engine has decided up to
/// then is stored.
package struct RingSettlement: Sendable {
  /// A place in what was read.
  package struct Place: Hashable, Sendable {
    /// The ring's position.
    package var position: UInt64
    /// How many receives had gone beside the ring by then.
    package var detours: UInt64

    package init(position: UInt64, detours: UInt64) {
      self.position = position
      self.detours = detours
    }
  }

  /// What lies before a place is done with once a batch is stored.
  private struct Mark {
    var place: Place
    var number: UInt64
  }

  private var marks: [Mark] = []
  /// What had been read at a moment, while the reader held back something.
  private var pending: (place: Place, time: KernelInstant)?

  /// So many at most; what more there are is freed with the last one.
  private static let markLimit = 64

  package init() {}

  /// Takes in that everything up to a place was read, and what followed from it was handed over.
  ///
  /// - Parameters:
  ///   - isDone: whether the reader holds nothing back.
  ///   - observedUntil: a moment; what had been read by then is not held back any more. Nil is none.
  ///   - batch: the number of the last batch that was handed over.
  package mutating func note(
    _ place: Place, at now: KernelInstant, isDone: Bool, observedUntil: KernelInstant?,
    batch: UInt64
  ) {
    if isDone {
      pending = nil
      mark(place, batch)
      return
    }
    if let former = pending, let observedUntil, former.time <= observedUntil {
      pending = nil
      mark(former.place, batch)
    }
    if pending == nil { pending = (place, now) }
  }

  private mutating func mark(_ place: Place, _ batch: UInt64) {
    let mark = Mark(place: place, number: batch)
    if let last = marks.last {
      if last.place == place { return }
      if last.number == batch || marks.count >= Self.markLimit { marks.removeLast() }
    }
    marks.append(mark)
  }

  /// What is done with now; nil where nothing more is.
  package mutating func takeDone(storedUpTo batch: UInt64) -> Place? {
    var place: Place?
    while let first = marks.first, first.number <= batch {
      place = first.place
      marks.removeFirst()
    }
    return place
  }

  /// The batch that has to be stored before anything more is done with.
  package var awaitedBatch: UInt64? { marks.first?.number }

  /// How long something has been held back, in nanoseconds.
  package func pendingTime(at now: KernelInstant) -> UInt64 {
    guard let pending, pending.time < now else { return 0 }
    return now.nanoseconds - pending.time.nanoseconds
  }
}
