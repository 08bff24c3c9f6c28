internal import EventRendering
internal import KernelInterface
internal import ProcessConnector
internal import ProcessEvents

/// What top prints where there is no terminal to draw on: a report of the time since the last one.
struct PlainReport {
  private var totals = [UInt64](repeating: 0, count: EventSeries.allCases.count)
  private var lost: UInt64 = 0
  private var last: UInt64
  private var clock: WallClock
  private let measure: Measure

  /// Rows of each list.
  private static let rows = 10

  init(at now: UInt64, measure: Measure, clock: WallClock) {
    last = now
    self.measure = measure
    self.clock = clock
  }

  /// Nanoseconds that the next report is about.
  func elapsed(at now: UInt64) -> UInt64 { now &- last }

  /// Looks whether the wall clock has been set.
  mutating func adjustClock() { clock.adjust() }

  mutating func text(_ model: TopModel, _ facts: TopFacts, at now: UInt64) -> [UInt8] {
    var bytes: [UInt8] = []
    let instant = KernelInstant(nanoseconds: now)
    clock.writeDate(of: instant, into: &bytes)
    bytes.write(" ")
    clock.writeTime(of: instant, fraction: 3, into: &bytes)
    let elapsed = max(1, now &- last)
    let newlyLost = facts.counters.lost &- lost
    bytes.write(
      ", \(NumberText.duration(nanoseconds: elapsed)): \(newlyLost == 0 ? "nothing" : "\(newlyLost)") lost\n"
    )
    writeEvents(model, elapsed: elapsed, into: &bytes)
    writeFamilies(model, into: &bytes)
    writeNames(model, into: &bytes)
    writeDeaths(model, into: &bytes)
    bytes.write("\n")
    lost = facts.counters.lost
    last = now
    return bytes
  }

  private mutating func writeEvents(
    _ model: TopModel, elapsed: UInt64, into bytes: inout [UInt8]
  ) {
    bytes.write("Event          Count      Rate/s\n")
    var all: UInt64 = 0
    for series in EventSeries.allCases {
      let total = model.rates.total(series)
      let count = total - totals[series.rawValue]
      totals[series.rawValue] = total
      // They are exits as well.
      if series != .abnormal { all += count }
      if count > 0 { writeRow(series.name, count, elapsed: elapsed, into: &bytes) }
    }
    writeRow("all", all, elapsed: elapsed, into: &bytes)
  }

  private func writeRow(
    _ name: String, _ count: UInt64, elapsed: UInt64, into bytes: inout [UInt8]
  ) {
    let start = bytes.count
    bytes.write(name)
    bytes.pad(to: 10, from: start)
    bytes.writeRight(width: 10) { $0.write(count) }
    let rate = Double(count) * 1e9 / Double(elapsed)
    bytes.writeRight(width: 12) { $0.write(NumberText.tenths(rate)) }
    bytes.write("\n")
  }

  private static let headings = "forks/s   execs/s  deaths/s  abnormal\n"

  private func writeFamilies(_ model: TopModel, into bytes: inout [UInt8]) {
    let ranks = model.families.ranked(
      by: measure, at: model.moment, where: { _ in true }, tieBreak: { $0 < $1 })
    guard !ranks.isEmpty else { return }
    bytes.write("Family     PID  Name                  \(PlainReport.headings)")
    for place in ranks.prefix(PlainReport.rows) {
      let entry = model.families.entries[place]
      bytes.writeRight(width: 14) { $0.write(entry.key.rawValue) }
      bytes.write("  ")
      write(entry.name, entry.activity, at: model.moment, into: &bytes)
    }
  }

  private func writeNames(_ model: TopModel, into bytes: inout [UInt8]) {
    let ranks = model.names.ranked(
      by: measure, at: model.moment, where: { _ in true }, tieBreak: { $0.text < $1.text })
    guard !ranks.isEmpty else { return }
    bytes.write("Name            Name                  \(PlainReport.headings)")
    for place in ranks.prefix(PlainReport.rows) {
      let entry = model.names.entries[place]
      bytes.write("                ")
      write(entry.key, entry.activity, at: model.moment, into: &bytes)
    }
  }

  private func write(
    _ name: ShownName, _ activity: Activity, at moment: Moment, into bytes: inout [UInt8]
  ) {
    let start = bytes.count
    bytes.write(name.text)
    bytes.pad(to: 19, from: start)
    for measure in Measure.allCases {
      bytes.writeRight(width: 10) { bytes in
        if measure == .abnormal {
          bytes.write(activity.total(measure))
        } else {
          bytes.write(NumberText.tenths(activity.rate(measure, at: moment)))
        }
      }
    }
    bytes.write("\n")
  }

  private mutating func writeDeaths(_ model: TopModel, into bytes: inout [UInt8]) {
    let log = model.abnormalDeaths
    let ages = (0..<log.count).prefix { log[$0].time.nanoseconds > last }.prefix(PlainReport.rows)
    guard !ages.isEmpty else { return }
    bytes.write("Died              PID    PPID  Name                  Lived  How\n")
    for age in ages.reversed() {
      let entry = log[age]
      clock.writeTime(of: entry.time, fraction: 3, into: &bytes)
      bytes.writeRight(width: 9) { $0.write(entry.process.rawValue) }
      bytes.writeRight(width: 8) { bytes in
        if entry.parent.rawValue == 0 {
          bytes.write("-")
        } else {
          bytes.write(entry.parent.rawValue)
        }
      }
      bytes.write("  ")
      let start = bytes.count
      bytes.write(entry.name.text)
      bytes.pad(to: 18, from: start)
      bytes.writeRight(width: 9) {
        $0.write(entry.duration.map(NumberText.duration(nanoseconds:)) ?? "-")
      }
      bytes.write("  \(entry.status)")
      if entry.isOutOfMemory { bytes.write(", out of memory") }
      if entry.count > 1 { bytes.write(" (the last of \(entry.count) alike)") }
      bytes.write("\n")
    }
  }
}
