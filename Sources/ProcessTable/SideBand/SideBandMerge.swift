import ProcessEvents

/// Reads the rings of all CPUs and makes one sequence of their records, in the order of their times.
///
/// Whatever was committed when a drain began is in it. A task can move to another CPU between two records,
/// so records younger than the drain's beginning are left for the next one: what caused a record is then
/// never in a later drain than the record itself.
struct SideBandMerge<Ring: SideBandRing> {
  private(set) var counters = SideBandCounters()
  private let rings: [Ring]
  private var states: [RingState]
  private var entries: [Entry] = []
  private var order: [OrderKey] = []
  private var walk = RecordWalk()
  private var mappings = ProgramMappings()
  private var paths = PathPool()

  /// - Parameter positions: where reading begins in each ring; at 0 unless given.
  init(_ rings: [Ring], from positions: [UInt64]? = nil) {
    self.rings = rings
    states = rings.indices.map { RingState(position: positions?[$0] ?? 0) }
  }

  /// Appends what is there.
  ///
  /// - Parameter now: nanoseconds on the records' clock, read before.
  mutating func drain(into records: inout [SideBandRecord], now: UInt64) {
    entries.removeAll(keepingCapacity: true)
    order.removeAll(keepingCapacity: true)
    for index in rings.indices { collect(index, now: now) }
    sort()
    for index in order.indices {
      let entry = entries[Int(order[index].index)]
      guard let payload = deliverable(entry) else { continue }
      records.append(
        SideBandRecord(time: KernelInstant(nanoseconds: entry.record.time), payload: payload))
    }
    // Only now are the paths copied.
    for index in rings.indices { rings[index].release(upTo: states[index].position) }
  }
}

/// Where one ring's reading stands.
private struct RingState {
  var position: UInt64
  /// The time of its last record.
  var last: UInt64 = 0
  var losses = LossMeter()
  /// It was seen so full that a record may have found no room.
  var wasFull = false
}

private struct Entry {
  var record: DecodedRecord
  var ring: UInt32
  var size: UInt16
  var position: UInt64
}

private struct OrderKey: Comparable {
  var time: UInt64
  var index: UInt32

  static func < (left: OrderKey, right: OrderKey) -> Bool {
    left.time != right.time ? left.time < right.time : left.index < right.index
  }
}

extension SideBandMerge {
  /// A record with the longest path, and a LOST record before it, need no more.
  private static var largestRecord: Int { SideBandLayout.pathLimit + 256 }

  private mutating func collect(_ index: Int, now: UInt64) {
    var state = states[index]
    let head = rings[index].head
    if head &- state.position > UInt64(max(rings[index].size - Self.largestRecord, 0)) {
      state.wasFull = true
    }
    var walk = RecordWalk()
    swap(&walk, &self.walk)
    state.position = rings[index].withBytes { memory in
      walk.walk(memory, from: state.position, to: head) { bytes, position in
        take(bytes, at: position, of: index, now: now, state: &state)
      }
    }
    counters.malformed += walk.takeDamaged()
    swap(&walk, &self.walk)
    if state.wasFull, state.position == head {
      state.wasFull = false
      tell(state.losses.read(rings[index].lostCount()), at: state.last, of: index)
    }
    states[index] = state
  }

  /// - Returns: whether the record is old enough for this drain.
  private mutating func take(
    _ bytes: RawSpan, at position: UInt64, of ring: Int, now: UInt64, state: inout RingState
  ) -> Bool {
    switch DecodedRecord.decode(bytes) {
    case .skipped: counters.records += 1
    case .malformed:
      counters.records += 1
      counters.malformed += 1
    case .record(let record):
      guard record.time <= now else { return false }
      if case .lost(let count) = record.payload {
        // The record is as late as the room for it; what it tells of began after the last one.
        tell(state.losses.record(count), at: state.last == 0 ? record.time : state.last, of: ring)
      } else {
        counters.records += 1
        state.last = record.time
        append(
          Entry(
            record: record, ring: UInt32(ring), size: UInt16(bytes.byteCount), position: position))
      }
    }
    return true
  }

  private mutating func tell(_ lost: UInt64, at time: UInt64, of ring: Int) {
    guard lost > 0 else { return }
    counters.lost += lost
    append(
      Entry(
        record: DecodedRecord(time: time, payload: .lost(lost)), ring: UInt32(ring), size: 0,
        position: 0))
  }

  private mutating func append(_ entry: Entry) {
    order.append(OrderKey(time: entry.record.time, index: UInt32(entries.count)))
    entries.append(entry)
  }

  private mutating func sort() {
    for index in order.indices.dropFirst() where order[index] < order[index - 1] {
      order.sort()
      return
    }
  }

  private mutating func deliverable(_ entry: Entry) -> SideBandRecord.Payload? {
    switch entry.record.payload {
    case .fork(let child, let parent): return .fork(child: child, parent: parent)
    case .exit(let task):
      if task.isLeader { mappings.processEnded(task.process) }
      return .exit(task)
    case .comm(let task, let name, let isExec):
      if isExec { mappings.processExecuted(task.process) }
      return .comm(task, name, isExec: isExec)
    case .map(let task, let offset, let limit):
      guard mappings.awaits(task.process) else { return nil }
      return path(of: entry, in: Int(offset)..<Int(offset) + Int(limit), process: task.process)
        .map { .map(task, path: $0) }
    case .lost(let count): return .lost(count)
    }
  }

  private mutating func path(
    of entry: Entry, in range: Range<Int>, process: ProcessID
  ) -> String? {
    var walk = RecordWalk()
    swap(&walk, &self.walk)
    defer { swap(&walk, &self.walk) }
    return rings[Int(entry.ring)].withBytes { memory in
      walk.withRecord(memory, at: entry.position, size: Int(entry.size)) { bytes in
        let field = bytes.extracting(range)
        let path = field.extracting(first: field.lengthOfText)
        return mappings.isProgram(path, of: process) ? paths.path(path) : nil
      }
    }
  }
}
