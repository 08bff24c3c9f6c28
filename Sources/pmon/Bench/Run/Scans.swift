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
    for size in plan.scanSizes {
      StandardError.say("/proc scan, \(size) processes", interruptedBy: interrupt)
      try crowd.write("\(size)")
      let answer = try crowd.expect("crowd", interruptedBy: interrupt)
        .split(separator: " ", maxSplits: 1)
      guard let there = answer.first.flatMap({ Int($0) }) else {
        throw BenchFailure.protocolBroken("crowd")
      }
      let isFull = there < size
      var result = RowResult(name: "scan-\(size)", title: "/proc scan of \(size)")
      result.isScan = true
      result.published = PublishedFigure.scan(of: size)
      // Half of it or more is worth a row of its own.
      if isFull, there < size / 2 {
        result.skipReason =
          "no more than \(there) processes here"
          + (answer.count > 1 ? ": \(answer[1])" : "")
        take(result)
        return
      }
      if isFull {
        result = RowResult(name: "scan-\(there)", title: "/proc scan of \(there)")
        result.isScan = true
      }
      result.servedBy = servedBy
      for repetition in 0...repetitions {
        try scanner.write("scan")
        let numbers = try scanner.expect("scanned", interruptedBy: interrupt)
          .split(separator: " ").compactMap { Double($0) }
        guard numbers.count == 3 else { throw BenchFailure.protocolBroken("scanned") }
        guard repetition > 0 else { continue }
        result.events.add(numbers[0])
        result.received?.add(numbers[0])
        result.cpu.add(numbers[1] / 1e6)
      }
      take(result)
      if isFull { return }
    }
  }
}
