internal import EventRendering

/// The results as cells: a line for each row.
struct BenchTable {
  let header: [String]
  let lines: [[String]]

  /// The first and the last column hold words, the others numbers.
  private static let columns = [
    "", "CPU ms", "us/event", "wake-ups", "events", "lost", "p50", "p99", "p99.9", "max",
    "slow-down", "published, 8,000", "served by",
  ]

  init(_ results: BenchResults) {
    header = Self.columns
    lines = results.rows.map(Self.cells)
  }

  private static func cells(_ row: RowResult) -> [String] {
    if row.skipReason == nil, row.cpu.count == 0 {
      return cells(row, dashes: true) + ["not measured"]
    }
    if let reason = row.skipReason {
      return cells(row, dashes: true) + ["skipped: \(reason)"]
    }
    return cells(row, dashes: false) + [
      row.cpuPerHour.map { "\(row.servedBy); every 3 s: \(number($0)) s of CPU an hour" }
        ?? row.servedBy
    ]
  }

  private static func cells(_ row: RowResult, dashes: Bool) -> [String] {
    let published = row.published?.text ?? "-"
    if dashes { return [row.title] + Array(repeating: "-", count: 10) + [published] }
    return [
      row.title, text(row.cpu), row.cpuPerEvent.map(number) ?? "-",
      row.wakeups.median.map { "\(Int($0.rounded()))" } ?? "-",
      row.events.median.map { "\(Int($0.rounded()))" } ?? "-", row.isScan ? "-" : "\(row.missing)",
      latency(row, 0.5), latency(row, 0.99), latency(row, 0.999), latency(row, 1),
      slowdown(row.slowdown), published,
    ]
  }

  /// The median, and the lowest and highest beside it.
  private static func text(_ spread: Spread) -> String {
    guard let median = spread.median, let lowest = spread.lowest, let highest = spread.highest
    else { return "-" }
    return spread.count == 1
      ? number(median) : "\(number(median)) (\(number(lowest)) to \(number(highest)))"
  }

  /// A ratio, and the lowest and highest beside it.
  static func share(_ spread: Spread?) -> String {
    guard let spread, let median = spread.median, let lowest = spread.lowest,
      let highest = spread.highest
    else { return "unknown" }
    return "\(fine(median)) (\(fine(lowest)) to \(fine(highest)))"
  }

  /// With a digit more below 1.
  private static func fine(_ value: Double) -> String {
    value < 1 ? thousandths(value) : number(value)
  }

  private static func thousandths(_ value: Double) -> String {
    let digits = String(Int((value * 1000).rounded()))
    return digits.count > 3
      ? "1.000" : "0." + String(repeating: "0", count: 3 - digits.count) + digits
  }

  private static func latency(_ row: RowResult, _ quantile: Double) -> String {
    row.latencies.value(atQuantile: quantile).map { NumberText.duration(nanoseconds: $0) } ?? "-"
  }

  /// With a question mark where chance may be all that it is.
  private static func slowdown(_ spread: Spread) -> String {
    guard let median = spread.median else { return "-" }
    return hundredths(median) + (spread.direction == .undecided ? " ?" : "")
  }

  /// In three or four digits.
  static func number(_ value: Double) -> String {
    if value < 10 { return hundredths(value) }
    return value < 99.95 ? NumberText.tenths(value) : "\(Int(value.rounded()))"
  }

  private static func hundredths(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    return "\(hundredths / 100).\(hundredths / 10 % 10)\(hundredths % 10)"
  }
}

extension BenchTable {
  /// In columns, for a terminal; what the last one has stands below.
  var text: String {
    let all = ([header] + lines).map { $0.dropLast() }.map(Array.init)
    let widths = all[0].indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    var bytes: [UInt8] = []
    for line in all {
      for (column, cell) in line.enumerated() {
        if column > 0 { bytes.write("  ") }
        let space = String(repeating: " ", count: widths[column] - cell.count)
        bytes.write(column == 0 ? cell + space : space + cell)
      }
      bytes.write("\n")
    }
    bytes.write("\n")
    for (words, titles) in services { bytes.write("\(titles.joined(separator: "; ")): \(words)\n") }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// What serves which rows, or why they are left out; those that follow each other and have the same together.
  private var services: [(String, [String])] {
    lines.reduce(into: []) { services, line in
      guard let words = line.last, !words.isEmpty else { return }
      if services.last?.0 == words {
        services[services.count - 1].1.append(line[0])
      } else {
        services.append((words, [line[0]]))
      }
    }
  }

  var markdown: String {
    let rule = header.indices.map { $0 == 0 || $0 == header.count - 1 ? "---" : "---:" }
    return ([header, rule] + lines).map { line in
      "| " + line.map(Self.escaped).joined(separator: " | ") + " |\n"
    }.joined()
  }

  private static func escaped(_ cell: String) -> String {
    cell.reduce(into: "") { $0 += $1 == "|" ? "\\|" : String($1) }
  }
}
