internal import ProcessEvents

/// Records of the side band that wait for the events of their time.
struct SideBandQueue: Sendable {
  private var records: [SideBandRecord] = []
  private var head = 0

  /// A fork's record comes a moment after its event: so many records may stand between, of other CPUs.
  private static let reach = 64

  /// Adds records that are sorted by time among themselves.
  mutating func append(_ new: [SideBandRecord]) {
    guard !new.isEmpty else { return }
    if head > 0 {
      records.removeFirst(head)
      head = 0
    }
    let isInOrder = records.last.map { $0.time <= new[0].time } ?? true
    records += new
    if !isInOrder { sort() }
  }

  /// Few stand in a wrong place, and not by far.
  private mutating func sort() {
    for index in records.indices.dropFirst() {
      let record = records[index]
      var place = index
      while place > 0, records[place - 1].time > record.time {
        records[place] = records[place - 1]
        place -= 1
      }
      records[place] = record
    }
  }

  mutating func takeFirst(through instant: KernelInstant) -> SideBandRecord? {
    guard head < records.count, records[head].time <= instant else { return nil }
    defer {
      head += 1
      if head == records.count {
        records.removeAll(keepingCapacity: true)
        head = 0
      }
    }
    return records[head]
  }

  /// Takes the record of a fork out of its turn.
  mutating func takeFork(of child: TaskID) -> SideBandRecord? {
    for index in head..<min(records.count, head + SideBandQueue.reach) {
      if case .fork(child, _) = records[index].payload { return records.remove(at: index) }
    }
    return nil
  }
}
