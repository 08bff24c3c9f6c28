package import ProcessEvents

/// What the kernel told of one fork: the child's numbers as several PID namespaces have them.
package struct ForkRecord: Hashable, Sendable {
  /// The child's, in this process's own namespace.
  package var child: TaskID
  package var time: KernelInstant
  /// The slots of the namespaces whose numbers were asked for, a bit each.
  package var covered: UInt64
  /// The numbers of those that see the child.
  package var seen: [(slot: Int, task: TaskID)]

  package init(
    child: TaskID, time: KernelInstant, covered: UInt64, seen: [(slot: Int, task: TaskID)] = []
  ) {
    (self.child, self.time, self.covered, self.seen) = (child, time, covered, seen)
  }

  /// Nil where this namespace was not asked.
  package func sight(slot: Int) -> Sight? {
    guard covered & (1 << UInt64(slot)) != 0 else { return nil }
    for entry in seen where entry.slot == slot { return .inside(entry.task) }
    return .outside
  }

  package static func == (left: ForkRecord, right: ForkRecord) -> Bool {
    left.child == right.child && left.time == right.time && left.covered == right.covered
      && left.seen.elementsEqual(right.seen, by: ==)
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(child)
    hasher.combine(time)
  }
}

/// Records of forks that wait for the connector's events about them, which may come before or after them.
package struct ForkRecords: Sendable {
  private var waiting: [Int32: ForkRecord] = [:]
  /// Those of tasks whose number is waiting already, in their order.
  private var later: [ForkRecord] = []
  private var newest = KernelInstant(nanoseconds: 0)
  private var lastLoss: KernelInstant?

  /// What the record's clock may be behind the event's, in nanoseconds.
  private static let tolerance: UInt64 = 100_000
  /// What the record may be later than the event, since a task can be interrupted between the two.
  private static let longestDelay: UInt64 = 1_000_000_000
  /// The same where the event's own record may have been lost.
  private static let usualDelay: UInt64 = 5_000_000
  /// Records that nobody asked for are looked through when there are so many.
  private static let limit = 16_384
  /// And given up when they are so much older than the newest.
  private static let longestWait: UInt64 = 5_000_000_000

  package init() {}

  package var count: Int { waiting.count + later.count }

  package mutating func append(_ record: ForkRecord) {
    newest = max(newest, record.time)
    if waiting[record.child.thread.rawValue] == nil {
      waiting[record.child.thread.rawValue] = record
    } else {
      later.append(record)
    }
    if count >= ForkRecords.limit { giveUpOld() }
  }

  /// Records were lost before one of this time.
  package mutating func wereLost(before time: KernelInstant) { lastLoss = time }

  /// Takes the record of a fork whose event has this time; nil where it has not come, or was lost.
  package mutating func take(_ child: TaskID, at time: KernelInstant) -> ForkRecord? {
    while let record = waiting[child.thread.rawValue] {
      let delay =
        (lastLoss.map { $0 >= time } ?? false)
        ? ForkRecords.usualDelay : ForkRecords.longestDelay
      // It belongs to a later task with the number.
      if record.time > time.advanced(byNanoseconds: delay) { return nil }
      promote(child.thread.rawValue)
      let isOlder = record.time.advanced(byNanoseconds: ForkRecords.tolerance) < time
      if !isOlder && record.child == child { return record }
    }
    return nil
  }

  /// A slot's namespace is another one from now on.
  package mutating func forget(slot: Int) {
    let rest = ~(UInt64(1) << UInt64(slot))
    for number in waiting.keys { waiting[number]?.covered &= rest }
    for index in later.indices { later[index].covered &= rest }
  }

  package mutating func removeAll() { self = ForkRecords() }

  private mutating func promote(_ number: Int32) {
    waiting[number] = nil
    guard !later.isEmpty,
      let next = later.firstIndex(where: { $0.child.thread.rawValue == number })
    else { return }
    waiting[number] = later.remove(at: next)
  }

  private mutating func giveUpOld() {
    let newest = newest
    let isOld = { (record: ForkRecord) in
      record.time.advanced(byNanoseconds: ForkRecords.longestWait) < newest
    }
    later.removeAll(where: isOld)
    for (number, record) in waiting where isOld(record) { promote(number) }
    // So many in so short a time that nobody can be reading the events.
    if count >= ForkRecords.limit / 2 {
      waiting.removeAll()
      later.removeAll()
    }
  }
}
