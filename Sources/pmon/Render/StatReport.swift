internal import EventRendering
internal import ProcessConnector
internal import ProcessEvents

/// The counters and the clocks at one moment.
struct Snapshot {
  var counters: ConnectorCounters
  /// Nanoseconds of CPU time of this process.
  var cpu: UInt64
  /// Nanoseconds on `CLOCK_MONOTONIC`.
  var time: UInt64
}

/// What happened between two moments.
struct StatReport {
  private let tally: Tally
  private let from: Snapshot
  private let to: Snapshot

  init(_ tally: Tally, from: Snapshot, to: Snapshot) {
    self.tally = tally
    self.from = from
    self.to = to
  }

  private func difference(_ counter: KeyPath<ConnectorCounters, UInt64>) -> UInt64 {
    to.counters[keyPath: counter] - from.counters[keyPath: counter]
  }

  private var elapsed: UInt64 { max(1, to.time - from.time) }

  var json: String {
    var line: [UInt8] = []
    line.write("{\"events\":{")
    for (index, kind) in tally.byKind.enumerated() {
      line.write("\(index == 0 ? "" : ",")\"\(kind.name)\":\(kind.count)")
    }
    line.write("},\"deaths\":[")
    for (index, cause) in tally.byCause.enumerated() {
      line.write(index == 0 ? "{" as StaticString : ",{")
      line.writeJSONFields(of: cause.status)
      line.write(",\"count\":\(cause.count)}")
    }
    line.write("]")
    for (name, counter) in StatReport.counters {
      line.write(",\"\(name)\":\(difference(counter))")
    }
    line.write(",\"cpu_ms\":\(StatReport.milliseconds(to.cpu - from.cpu))")
    line.write(",\"elapsed_ms\":\(StatReport.milliseconds(elapsed))}\n")
    return String(decoding: line, as: UTF8.self)
  }

  private static var counters: [(String, KeyPath<ConnectorCounters, UInt64>)] {
    [
      ("received", \.received), ("delivered", \.delivered), ("lost", \.lost),
      ("rejected", \.rejected), ("wakeups", \.wakeups), ("dropped_here", \.droppedHere),
      ("undecided", \.undecided),
    ]
  }

  /// With three digits after the point.
  private static func milliseconds(_ nanoseconds: UInt64) -> String {
    var text: [UInt8] = []
    text.write(nanoseconds / 1_000_000)
    text.write(".")
    text.write(nanoseconds / 1000 % 1000, width: 3)
    return String(decoding: text, as: UTF8.self)
  }

  var text: String {
    var lines: [UInt8] = []
    lines.write("Event          Count      Rate/s\n")
    for kind in tally.byKind where kind.count > 0 {
      lines.writeRow(kind.name, kind.count, perSecond: elapsed)
    }
    lines.writeRow("all", difference(\.delivered), perSecond: elapsed)
    if !tally.byCause.isEmpty {
      lines.write("\n    Deaths  Cause\n")
      for cause in tally.byCause {
        lines.writeRight(width: 10) { $0.write(cause.count) }
        lines.write("  \(cause.status)\n")
      }
    }
    lines.write(
      """

      \(difference(\.received)) received, \(difference(\.lost)) lost, \
      \(difference(\.rejected)) rejected; \(NumberText.counted(difference(\.wakeups), "wake-up")), \
      \(StatReport.milliseconds(to.cpu - from.cpu)) ms of CPU in \
      \(StatReport.milliseconds(elapsed)) ms

      """)
    let undecided = difference(\.undecided)
    if undecided > 0 {
      lines.write("\(undecided) of which it could not be known whether they match the filter\n")
    }
    return String(decoding: lines, as: UTF8.self)
  }
}

extension [UInt8] {
  fileprivate mutating func writeRow(_ name: String, _ count: UInt64, perSecond elapsed: UInt64) {
    let start = self.count
    write(name)
    pad(to: 10, from: start)
    writeRight(width: 10) { $0.write(count) }
    let tenths = UInt64((Double(count) * 1e10 / Double(elapsed)).rounded())
    writeRight(width: 12) {
      $0.write(tenths / 10)
      $0.write(".")
      $0.write(tenths % 10)
    }
    write("\n")
  }
}
