/// The busiest of an unlimited number of keys, in limited memory.
///
/// A new key in a full table takes the place of the coolest of a few entries, which are others each time. Whatever is
/// among the busiest stays; what has been counted of it is exact from when it entered. An entry's heat halves every
/// ``halfLife`` seconds, and an abnormal death heats more than the usual things, so that a flood of forks does not
/// drive out the few that matter.
struct BusyTable<Key: Hashable> {
  struct Entry {
    let key: Key
    var name: ShownName
    var activity: Activity
    /// Whether the process has ended, for families.
    var hasEnded = false
    fileprivate var heat: UInt32 = 0
    fileprivate var heatSecond: UInt64

    fileprivate func heat(at second: UInt64) -> UInt32 {
      let halves = second > heatSecond ? (second - heatSecond) / BusyTable.halfLife : 0
      return halves < 32 ? heat >> UInt32(halves) : 0
    }

    fileprivate mutating func warm(by amount: UInt32, at second: UInt64) {
      let halves = second > heatSecond ? (second - heatSecond) / BusyTable.halfLife : 0
      heat = heat(at: second)
      heatSecond += halves * BusyTable.halfLife
      heat = heat.addingReportingOverflow(amount).overflow ? .max : heat + amount
    }
  }

  private static var halfLife: UInt64 { 8 }
  /// Entries among which the coolest is looked for.
  private static var candidates: Int { 8 }
  private static var abnormalHeat: UInt32 { 64 }

  let capacity: Int
  private(set) var entries: [Entry] = []
  private var slots: [Key: Int]
  private var hand = 0

  init(capacity: Int) {
    self.capacity = capacity
    entries.reserveCapacity(capacity)
    slots = Dictionary(minimumCapacity: 2 * capacity)
  }

  /// Counts one event of a key; an unknown name does not replace one that there is.
  mutating func add(_ measure: Measure, of key: Key, name: ShownName, at second: UInt64) {
    let slot = slots[key] ?? enter(key, name: name, at: second)
    if !name.isUnknown, entries[slot].name != name { entries[slot].name = name }
    entries[slot].activity.add(measure, at: second)
    entries[slot].warm(by: measure == .abnormal ? BusyTable.abnormalHeat : 1, at: second)
  }

  private mutating func enter(_ key: Key, name: ShownName, at second: UInt64) -> Int {
    let entry = Entry(
      key: key, name: name, activity: Activity(second: second), heatSecond: second)
    let slot: Int
    if entries.count < capacity {
      slot = entries.count
      entries.append(entry)
    } else {
      slot = coolest(at: second)
      slots[entries[slot].key] = nil
      entries[slot] = entry
    }
    slots[key] = slot
    return slot
  }

  private mutating func coolest(at second: UInt64) -> Int {
    var best = hand
    for _ in 0..<min(BusyTable.candidates, capacity) {
      if entries[hand].heat(at: second) < entries[best].heat(at: second) { best = hand }
      hand = hand + 1 == capacity ? 0 : hand + 1
    }
    return best
  }

  /// Lets `change` alter the entry of a key, if there is one.
  mutating func update(_ key: Key, _ change: (inout Entry) -> Void) {
    guard let slot = slots[key] else { return }
    change(&entries[slot])
  }

  /// Begins anew with a key that has come to mean something else.
  mutating func restart(_ key: Key, at second: UInt64) {
    guard let slot = slots[key] else { return }
    entries[slot] = Entry(
      key: key, name: .unknown, activity: Activity(second: second), heatSecond: second)
  }

  /// Places of the entries that pass: the highest rate first, then the highest count, then the hottest.
  func ranked(
    by measure: Measure, at moment: Moment, where isWanted: (Entry) -> Bool,
    tieBreak: (Key, Key) -> Bool
  ) -> [Int] {
    let second = moment.second
    let ranks = entries.indices.filter { isWanted(entries[$0]) }.map { place in
      let activity = entries[place].activity
      return (
        // As it is shown, so that what looks the same does not change places.
        rate: (activity.rate(measure, at: moment) * 10).rounded(), total: activity.total(measure),
        heat: entries[place].heat(at: second), place: place
      )
    }
    return ranks.sorted { left, right in
      if left.rate != right.rate { return left.rate > right.rate }
      if left.total != right.total { return left.total > right.total }
      if left.heat != right.heat { return left.heat > right.heat }
      return tieBreak(entries[left.place].key, entries[right.place].key)
    }.map(\.place)
  }
}
