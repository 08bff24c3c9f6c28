/// A bench's results, for people.
struct BenchReport {
  private let results: BenchResults
  private let table: BenchTable
  private let verdict: BenchVerdict

  init(_ results: BenchResults) {
    self.results = results
    table = BenchTable(results)
    verdict = BenchVerdict(results)
  }

  var text: String {
    "\(conditions)\n\n\(table.text)\n"
      + (meanings + ratios + verdict.lines + PublishedFigure.notes).map { $0 + "\n" }.joined()
  }

  var markdown: String {
    "\(conditions)\n\n\(table.markdown)\n"
      + (meanings + ratios + verdict.lines + PublishedFigure.notes)
      .map { ($0.hasPrefix("  ") ? $0 : "- " + $0) + "\n" }.joined()
  }

  private var conditions: String {
    let load = results.loadBefore.map { ", load average before \(BenchTable.number($0))" } ?? ""
    let user = results.user == 0 ? "root" : "user \(results.user)"
    return "Linux \(results.kernel), \(results.processors) CPUs\(load), as \(user); "
      + "\(results.processes) processes a run, \(NumberText.counted(UInt64(results.rounds), "round"))"
  }

  private var ratios: [String] {
    let ratios = results.ratiosToReference
    guard !ratios.isEmpty else { return [] }
    return ["Held against C with epoll, round by round:"]
      + ratios.map { ratio in
        "  \(ratio.title): CPU \(BenchTable.share(ratio.cpu)), p50 \(BenchTable.share(ratio.medianLatency))."
      }
  }

  private var meanings: [String] {
    let baseline =
      results.baseline.median.map { ", which took \(BenchTable.number($0)) ms" } ?? ""
    return [
      "CPU: the listener's own, user and system, for one load; median (lowest to highest).",
      "Lost: events of the load that it should have told and did not, in all rounds.",
      "p50 to max: from the kernel's time stamp to the handler. Events gather for up to 10 ms unless the row says otherwise.",
      "Slow-down: the load's time, as a multiple of the same load's right beside it without a listener"
        + "\(baseline); ? is what chance may be.",
    ]
  }
}
