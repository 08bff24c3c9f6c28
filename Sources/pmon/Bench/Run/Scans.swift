internal import KernelInterface

/// Scans of `/proc` with more and more processes in it.
enum Scans {
  private static let repetitions = 7

  /// - Parameter take: gets a result for each size that the machine allows.
  static func measure(
    _ plan: BenchPlan, interruptedBy interrupt: Int32, take: (RowResult) -> Void
  ) throws {
    var crowd = try ChildLine(["crowd"])
    _ = try crowd.expect("ready", interruptedBy: interrupt)
    var scanner = try ChildLine(["scan"])
    let servedBy = try scanner.expect("ready", interruptedBy: interrupt)
    var previous = 0
    for size in plan.scanSizes {
      try crowd.write("\(size)")
      let answer = try crowd.expect("crowd", interruptedBy: interrupt)
        .split(separator: " ", maxSplits: 1)
      guard let there = answer.first.flatMap({ Int($0) }) else {
        throw BenchFailure.protocolBroken("crowd")
      }
      // As many as the machine allows are worth a row where they are clearly more than before.
      if there == size || there > previous + previous / 4 {
        take(
          try measure(there, with: &scanner, servedBy: servedBy, interruptedBy: interrupt))
      }
      previous = there
      if there < size, let largest = plan.scanSizes.last {
        var result = RowResult(scanOf: largest)
        let limit = answer.count > 1 ? ": \(answer[1])" : ""
        result.skipReason = "no more than \(there) processes are possible here\(limit)"
        return take(result)
      }
    }
  }

  private static func measure(
    _ size: Int, with scanner: inout ChildLine, servedBy: String, interruptedBy interrupt: Int32
  ) throws -> RowResult {
    StandardError.say("/proc scan, \(size) processes", interruptedBy: interrupt)
    var result = RowResult(scanOf: size)
    result.servedBy = servedBy
    for repetition in 0...repetitions {
      try scanner.write("scan")
      let numbers = try scanner.expect("scanned", interruptedBy: interrupt)
        .split(separator: " ").compactMap { Double($0) }
      guard numbers.count == 3 else { throw BenchFailure.protocolBroken("scanned") }
      // The first warms up.
      guard repetition > 0 else { continue }
      result.events.add(numbers[0])
      result.received?.add(numbers[0])
      result.cpu.add(numbers[1] / 1e6)
    }
    return result
  }
}

extension RowResult {
  fileprivate init(scanOf size: Int) {
    self.init(name: "scan-\(size)", title: "/proc scan of \(size)")
    isScan = true
    published = PublishedFigure.scan(of: size)
  }
}
