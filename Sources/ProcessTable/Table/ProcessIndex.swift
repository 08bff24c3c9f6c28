/// Finds slots by process id: a hash table with open addressing, at most half full.
struct ProcessIndex: Sendable {
  /// Process id and slot; an id of 0 is a free place.
  private var places: [Place]
  private var count = 0

  private struct Place {
    var process: Int32 = 0
    var slot: UInt32 = 0
  }

  init() { places = Array(repeating: Place(), count: 256) }

  /// Bytes that it takes.
  var byteCount: Int { places.capacity * MemoryLayout<Place>.stride }

  private var mask: Int { places.count - 1 }

  @inline(__always)
  private func home(of process: Int32) -> Int {
    // Fibonacci hashing: ids come one after the other, and so do their places, with gaps.
    Int(truncatingIfNeeded: (UInt64(UInt32(bitPattern: process)) &* 0x9E37_79B9_7F4A_7C15) >> 32)
      & mask
  }

  /// The place where an id is, or where it would go.
  @inline(__always)
  private func position(of process: Int32) -> Int {
    var position = home(of: process)
    while places[position].process != 0, places[position].process != process {
      position = (position + 1) & mask
    }
    return position
  }

  /// The slot of an id, `ProcessEntry.noSlot` where there is none.
  subscript(process: Int32) -> UInt32 {
    let place = places[position(of: process)]
    return process != 0 && place.process == process ? place.slot : ProcessEntry.noSlot
  }

  mutating func set(_ process: Int32, to slot: UInt32) {
    precondition(process != 0)
    if (count + 1) * 2 > places.count { grow() }
    let position = position(of: process)
    if places[position].process == 0 { count += 1 }
    places[position] = Place(process: process, slot: slot)
  }

  mutating func remove(_ process: Int32) {
    var hole = position(of: process)
    guard process != 0, places[hole].process == process else { return }
    count -= 1
    // What stands behind the hole and may move into it does, so that no search ends too early.
    var next = (hole + 1) & mask
    while places[next].process != 0 {
      let distance = (next - home(of: places[next].process)) & mask
      if distance >= (next - hole) & mask {
        places[hole] = places[next]
        hole = next
      }
      next = (next + 1) & mask
    }
    places[hole] = Place()
  }

  private mutating func grow() {
    let old = places
    places = Array(repeating: Place(), count: old.count * 2)
    for place in old where place.process != 0 {
      places[position(of: place.process)] = place
    }
  }
}
