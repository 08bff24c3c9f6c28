/// Goes from record to record through a ring's memory.
///
/// C: `struct perf_event_header`, `perf_event_open(2)`. Nothing that stands in the memory makes it read
/// outside of it, or for ever.
package struct RecordWalk: Sendable {
  private var damaged: UInt64 = 0
  /// A record that goes on at the memory's beginning is put together here.
  private var joined: [UInt8] = []

  package init() {}

  /// Calls `body` with the records between two positions, and each one's position.
  ///
  /// - Parameter body: returns false to stop before the record that it was given.
  /// - Returns: the position of what comes next.
  package mutating func walk(
    _ memory: RawSpan, from start: UInt64, to end: UInt64, _ body: (RawSpan, UInt64) -> Bool
  ) -> UInt64 {
    var position = start
    while position != end {
      let rest = end &- position
      guard rest <= UInt64(memory.byteCount),
        let size = RecordWalk.size(in: memory, at: position), size <= rest
      else {
        damaged += 1
        return end
      }
      let goesOn = withRecord(memory, at: position, size: Int(size)) { body($0, position) }
      guard goesOn else { return position }
      position &+= UInt64(size)
    }
    return end
  }

  /// How many records since the last call had a size that cannot be: with the next one's place unknown, all
  /// up to the end were given up.
  package mutating func takeDamaged() -> UInt64 {
    defer { damaged = 0 }
    return damaged
  }

  /// Calls `body` with the bytes of a record.
  mutating func withRecord<Result>(
    _ memory: RawSpan, at position: UInt64, size: Int, _ body: (RawSpan) -> Result
  ) -> Result {
    let offset = RecordWalk.offset(of: position, in: memory)
    if offset + size <= memory.byteCount {
      return body(memory.extracting(offset..<offset + size))
    }
    joined.removeAll(keepingCapacity: true)
    let first = memory.byteCount - offset
    for index in 0..<size {
      joined.append(memory.number(index < first ? offset + index : index - first))
    }
    return unsafe body(joined.span.bytes)
  }

  /// A record's size, as its header says; nil where that cannot be. It is a multiple of 8 and begins at one,
  /// so no header is torn by the memory's end.
  static func size(in memory: RawSpan, at position: UInt64) -> UInt16? {
    let offset = offset(of: position, in: memory)
    guard offset.isMultiple(of: 8), offset + SideBandLayout.headerSize <= memory.byteCount else {
      return nil
    }
    let size: UInt16 = memory.number(offset + SideBandLayout.size)
    guard size >= SideBandLayout.headerSize, size.isMultiple(of: 8) else { return nil }
    return size
  }

  private static func offset(of position: UInt64, in memory: RawSpan) -> Int {
    Int(position % UInt64(memory.byteCount))
  }
}
