import ProcessConnector
import ProcessEvents

@testable import pmon

/// Results of a machine that never was.
enum BenchSamples {
  static var results: BenchResults {
    var results = BenchResults(
      kernel: "6.18.0", processors: 8, loadBefore: 0.25, user: 0, otherListeners: 1,
      processes: 8000)
    results.rounds = 5
    results.baseline = Spread([3000, 3010, 2995, 3020, 3005])
    for (index, row) in BenchRow.all.enumerated() where row.way != .scan {
      results.rows.append(result(of: row, index))
    }
    for (size, cpu) in [(8000, 60.0), (100_000, 800)] {
      var scan = RowResult(name: "scan-\(size)", title: "/proc scan of \(size)")
      scan.isScan = true
      scan.published = .scan(of: size)
      scan.servedBy = "/proc/PID/stat of each"
      scan.cpu = Spread([cpu, cpu * 1.01, cpu * 0.99])
      scan.events = Spread([Double(size), Double(size), Double(size)])
      scan.received = scan.events
      results.rows.append(scan)
    }
    return results
  }

  private static func result(of row: BenchRow, _ index: Int) -> RowResult {
    var result = RowResult(row)
    let truth = LoadTruth(processes: 8000, abnormal: 800, codeThree: 400)
    let expected = Double(row.expectedEvents(of: truth))
    if row.name == "exitsnoop" {
      result.skipReason = "not installed"
      return result
    }
    let cpu = Double(4 + 3 * index)
    result.cpu = Spread([cpu, cpu * 1.02, cpu * 0.98, cpu, cpu])
    result.wakeups = Spread([600, 610, 590, 600, 600])
    result.events = Spread(Array(repeating: expected, count: 5))
    result.received = Spread(Array(repeating: expected + 10, count: 5))
    result.slowdown = Spread([1.02, 1.03, 1.01, 1.04, index % 2 == 0 ? 1.02 : 0.99])
    switch row.way {
    case .connector(let configuration):
      result.servedBy = configuration.filter == .all ? "event mask" : "event mask and socket filter"
      let delay: UInt64 = configuration.delivery == .immediate ? 15_000 : 2_600_000
      for step: UInt64 in 1...1000 { result.latencies.record(delay / 2 + delay * step / 1000) }
      result.latencies.record(delay * 4)
    case .tool:
      result.servedBy = "\(row.name) 1.0"
      result.received = nil
      result.missing = row.name == "extrace" ? 123 : 0
    case .reference:
      result.servedBy = "C"
      for step: UInt64 in 1...1000 { result.latencies.record(14_000 + step) }
    default: result.servedBy = "one descriptor a process"
    }
    if let median = result.latencies.value(atQuantile: 0.5) {
      result.medianLatencies = Spread((0..<5).map { Double(median) + Double($0) })
    }
    return result
  }
}
