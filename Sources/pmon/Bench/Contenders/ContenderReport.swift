/// What one who listened has seen of one load.
struct ContenderReport: Hashable {
  /// Events of the load.
  var seen = 0
  /// Events of others on the machine.
  var others = 0
  /// What the listener itself knows to have lost, of all.
  var lost: UInt64 = 0
  var latencies = LatencyHistogram()

  var encoded: String { "report \(seen) \(others) \(lost) \(latencies.encoded)" }

  init() {}

  init?(encoded: String) {
    let words = encoded.split(separator: " ")
    guard words.count == 5, words[0] == "report", let seen = Int(words[1]),
      let others = Int(words[2]), let lost = UInt64(words[3]),
      let latencies = LatencyHistogram(encoded: words[4])
    else { return nil }
    self.seen = seen
    self.others = others
    self.lost = lost
    self.latencies = latencies
  }
}
