/// What may be concluded from a bench.
struct BenchVerdict: Hashable {
  let isNoisy: Bool
  let lines: [String]

  /// Beyond these, a machine is too noisy to tell what listening costs others.
  private static let tolerableRange = 0.10
  private static let tolerableError = 0.05

  init(_ results: BenchResults) {
    var lines: [String] = []
    var isNoisy = false
    if let range = results.baseline.relativeRange, results.baseline.count >= 3 {
      isNoisy = range > Self.tolerableRange
      let percent = Int((range * 100).rounded())
      lines.append(
        isNoisy
          ? "This machine is too noisy for conclusions about the slow-down: without a listener the same load "
            + "differs by \(percent) %."
          : "Without a listener the same load differs by \(percent) % at most.")
    } else {
      isNoisy = true
      lines.append("Too few rounds for conclusions: nothing is known of the spread.")
    }
    let unsettled = results.rows.filter { row in
      row.cpu.count > 0 && (row.cpu.relativeError.map { $0 > Self.tolerableError } ?? true)
    }
    if !unsettled.isEmpty, results.rounds > 0 {
      lines.append(
        "CPU times that may be off by more than 5 %: "
          + unsettled.map(\.title).joined(separator: "; ") + ".")
    }
    if results.otherListeners > 0 {
      lines.append(
        "Others listen to the connector, by \(results.otherListeners) sockets: their price is in every number."
      )
    }
    switch results.end {
    case .complete: break
    case .timeOver: lines.append("The time was over before the spread had settled.")
    case .interrupted: lines.append("It was interrupted: this is what there was so far.")
    }
    self.isNoisy = isNoisy
    self.lines = lines
  }

  /// Whether more rounds would not say more.
  static func isSettled(_ results: BenchResults) -> Bool {
    results.rounds >= 5
      && ([results.baseline] + results.rows.map(\.cpu)).allSatisfy { spread in
        spread.count == 0 || spread.relativeError.map { $0 <= 0.03 } == true
      }
  }
}
