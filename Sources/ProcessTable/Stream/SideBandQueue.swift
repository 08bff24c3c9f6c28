internal import ProcessEvents

/// Records of the side band that wait for the events of their time.
struct SideBandQueue: Sendable {
  private var records: [SideBandRecord] = []
  private var head = 0

  /// A fork's record comes a moment after its event: so many records may stand between, of other CPUs.
  private static let reach = 64

  /// And so much later it may be, in nanoseconds.
  private static let longestDelay: UInt64 = 5_000_000

  /// Adds records that are sorted by time among themselves.
  mutating func append(_ new: [SideBandRecord]) {
    guard !new.isEmpty else { return }
    if head > 0 {
      records.removeFirst(head)
      head = 0
    }
    let isInOrder = records.last.map { $0.time <= new[0].time } ?? true
    records += new
    // Two runs, each in order: the sort keeps equals in theirs, and looks at each a few times only.
    if !isInOrder { records.sort { $0.time < $1.time } }
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

  var count: Int { records.count - head }

  /// - Returns: how many there were.
  mutating func removeAll() -> Int {
    defer {
      records.removeAll()
      head = 0
    }
    return count
  }

  /// Takes the record of a fork out of its turn.
  ///
  /// - Parameter instant: the time of its event; much later there may be another child with the id.
  mutating func takeFork(of child: TaskID, at instant: KernelInstant) -> SideBandRecord? {
    let latest = instant.advanced(byNanoseconds: SideBandQueue.longestDelay)
    for index in head..<min(records.count, head + SideBandQueue.reach) {
      guard records[index].time <= latest else { return nil }
      guard case .fork(child, _) = records[index].payload else { continue }
      let record = records[index]
      // Those before it move up, which are few, whatever stands behind it.
      var place = index
      while place > head {
        records[place] = records[place - 1]
        place -= 1
      }
      head += 1
      return record
    }
    return nil
  }
}
