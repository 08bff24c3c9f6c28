package import ConnectorHub
package import ProcessEvents

/// The numbers of tasks in child PID namespaces, from each task's fork until some time after its end.
///
/// Only of the namespaces that somebody follows; while there is none, events are not needed. It takes in events in the
/// order of the stream, each before it is published; what it says then holds for this place of the stream.
///
/// A fork's numbers come from its record where there is one. Until that is written the child does not run, so where it
/// has not come the child can be looked up in `/proc`; and where it is gone there, the record must have come. Only where
/// it was lost, or forks are not recorded, a child can be gone without a trace.
package struct TaskNumbers<Source: TaskNumberSource> {
  package var source: Source
  private var followed: [Followed] = []
  /// How often numbers could not be had.
  package private(set) var misses: UInt64 = 0

  private struct Followed {
    let namespace: PIDNamespace
    let slot: Int?
    var followers = 1
    /// Of what began before, what had ended by then is nobody's business.
    var since = KernelInstant(nanoseconds: 0)
    /// When all that was there had been looked at last.
    var scanned = KernelInstant(nanoseconds: 0)
    var table = NamespaceTable()
  }

  package init(_ source: Source) { self.source = source }

  package var isNeeded: Bool { !followed.isEmpty }

  /// The events that ``take(_:)`` needs.
  package var wantedEvents: EventMask { isNeeded ? [.fork, .exec, .exit] : [] }

  /// How many numbers are known, in all followed namespaces.
  package var count: Int { followed.reduce(0) { $0 + $1.table.count } }

  /// Begins to know the tasks of a namespace, of which somebody wants to hear. ``wantedEvents`` must have been
  /// subscribed to before.
  package mutating func follow(_ namespace: PIDNamespace) {
    if let index = followed.firstIndex(where: { $0.namespace == namespace }) {
      followed[index].followers += 1
      return
    }
    followed.append(Followed(namespace: namespace, slot: source.follow(namespace)))
    scan((followed.count - 1)..<followed.count)
    followed[followed.count - 1].since = followed[followed.count - 1].scanned
  }

  /// Takes back one call of ``follow(_:)``.
  package mutating func unfollow(_ namespace: PIDNamespace) {
    guard let index = followed.firstIndex(where: { $0.namespace == namespace }) else { return }
    followed[index].followers -= 1
    guard followed[index].followers == 0 else { return }
    followed.remove(at: index)
    source.unfollow(namespace)
  }

  /// Takes an event in, before it is published.
  ///
  /// - Returns: the namespaces to whose listeners the event is lost, since its task may be visible there and its
  ///   numbers are not known.
  package mutating func take(_ event: ProcessEvent) -> Set<PIDNamespace> {
    guard !followed.isEmpty else { return [] }
    if case .fork(let fork) = event.payload { began(fork, event) }
    guard let task = event.task else { return [] }
    var lost: Set<PIDNamespace> = []
    for index in followed.indices {
      if followed[index].table.isUnknown(task) { lost.insert(followed[index].namespace) }
      switch event.payload {
      case .exit: followed[index].table.ended(task, at: event.time)
      case .exec: followed[index].table.executed(task.process)
      default: break
      }
    }
    return lost
  }

  /// Events were lost, of which nobody knows what they were about: looks at all that is there.
  package mutating func eventsWereLost() {
    if !followed.isEmpty { scan(followed.indices) }
  }

  /// The numbers of a task in a followed namespace; nil where it is not visible there, or they are not known.
  package func numbers(of task: TaskID, in namespace: PIDNamespace) -> TaskID? {
    for entry in followed where entry.namespace == namespace {
      return entry.table.numbers(of: task)
    }
    return nil
  }
}

extension TaskNumbers {
  private mutating func scan(_ range: Range<Int>) {
    var found: [[(task: TaskID, inner: TaskID)]] = range.map { _ in [] }
    source.scan { task, chain in
      for (place, index) in range.enumerated() {
        if case .inside(let inner) = chain.sight(in: followed[index].namespace) {
          found[place].append((task, inner))
        }
      }
    }
    let now = source.now
    for (place, index) in range.enumerated() {
      followed[index].table.replace(with: found[place], at: now)
      followed[index].scanned = now
    }
  }

  private mutating func began(_ fork: Fork, _ event: ProcessEvent) {
    let record = source.record(of: fork.child, at: event.time, cpu: event.cpu)
    var look: Look?
    for index in followed.indices {
      let recorded = followed[index].slot.flatMap { record?.sight(slot: $0) }
      let sight =
        recorded ?? sightWithoutRecord(of: fork, event, index: index, look: &look)
      if sight == .unknown { misses &+= 1 }
      followed[index].table.began(fork.child, sight, at: event.time)
    }
  }

  /// What a look at the child has found, the same for all namespaces.
  private enum Look {
    case chain(NumberChain)
    case late(ForkRecord?)
  }

  private mutating func sightWithoutRecord(
    of fork: Fork, _ event: ProcessEvent, index: Int, look: inout Look?
  ) -> Sight {
    // Threads of a process are all in one namespace.
    if !fork.child.isLeader, !followed[index].table.mayContain(fork.child) { return .outside }
    let found =
      look
      ?? source.chain(of: fork.child).map { .chain($0) }
      ?? .late(source.record(of: fork.child, at: event.time, cpu: event.cpu))
    look = found
    switch found {
    case .chain(let chain): return chain.sight(in: followed[index].namespace)
    case .late(let record):
      if let slot = followed[index].slot, let sight = record?.sight(slot: slot) { return sight }
      return sightOfLostChild(of: fork, at: event.time, index: index)
    }
  }

  /// A child that nobody saw is where its parent is, or where the parent would have its children.
  private mutating func sightOfLostChild(
    of fork: Fork, at time: KernelInstant, index: Int
  ) -> Sight {
    if time < followed[index].scanned, let met = followed[index].table.numbers(of: fork.child) {
      return .inside(met)
    }
    if time < followed[index].since { return .outside }
    if !fork.child.isLeader || followed[index].table.mayContain(fork.parent) { return .unknown }
    guard let namespaces = source.namespacesForChildren(of: fork.parent) else { return .unknown }
    return namespaces.contains(followed[index].namespace) ? .unknown : .outside
  }
}
