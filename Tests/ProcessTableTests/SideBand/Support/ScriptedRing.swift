import Synchronization

@testable import ProcessTable

/// A ring in memory, written as the kernel writes: nothing over what has not been released, exact counts.
final class ScriptedRing: SideBandRing {
  let size: Int
  private let state: Mutex<State>

  private struct State {
    var memory: [UInt8]
    var head: UInt64
    var tail: UInt64
    var pendingLost: UInt64 = 0
    var lost: UInt64 = 0
  }

  init(size: Int = 4096, position: UInt64 = 0) {
    self.size = size
    state = Mutex(
      State(memory: [UInt8](repeating: 0xEE, count: size), head: position, tail: position))
  }

  var head: UInt64 { state.withLock(\.head) }
  var tail: UInt64 { state.withLock(\.tail) }
  func lostCount() -> UInt64 { state.withLock(\.lost) }
  func release(upTo position: UInt64) { state.withLock { $0.tail = position } }

  func withBytes<Result>(_ body: (RawSpan) -> Result) -> Result {
    let memory = state.withLock(\.memory)
    return unsafe body(memory.span.bytes)
  }

  /// - Parameter time: of the LOST record that may have to come first.
  func write(_ record: [UInt8], at time: UInt64 = 0) {
    state.withLock { state in
      var bytes = record
      if state.pendingLost > 0 { bytes = RecordBytes.lost(state.pendingLost, at: time) + record }
      guard Int(state.head - state.tail) + bytes.count < size else {
        state.pendingLost += 1
        state.lost += 1
        return
      }
      state.pendingLost = 0
      for (index, byte) in bytes.enumerated() {
        state.memory[Int((state.head + UInt64(index)) % UInt64(size))] = byte
      }
      state.head += UInt64(bytes.count)
    }
  }
}

extension SideBandMerge {
  mutating func drained(now: UInt64 = .max) -> [SideBandRecord] {
    var records: [SideBandRecord] = []
    drain(into: &records, now: now)
    return records
  }
}
