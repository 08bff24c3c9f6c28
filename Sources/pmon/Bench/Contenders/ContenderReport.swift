/// What one who listened has seen of one load.
struct ContenderReport: Hashable {
  /// Events of the load.
  var seen = 0
  /// Events of others on the machine.
  var others = 0
  /// What the listener itself knows to have lost, of all.
  var lost: UInt64 = 0
  /// Processes whose ends are the load's if they are among its children, which the listener does not know.
  var unknown: [Int32] = []
  var latencies = LatencyHistogram()

  var encoded: String {
    let list = unknown.map { ",\($0)" }.joined()
    return "report \(seen) \(others) \(lost) \(latencies.encoded) \(list)"
  }

  /// Decides of whom it is not known.
  mutating func settle(children: Set<Int32>) {
    let own = unknown.count { children.contains($0) }
    seen += own
    others += unknown.count - own
    unknown = []
  }

  init() {}

  init?(encoded: String) {
    let words = encoded.split(separator: " ")
    guard (5...6).contains(words.count), words[0] == "report", let seen = Int(words[1]),
      let others = Int(words[2]), let lost = UInt64(words[3]),
      let latencies = LatencyHistogram(encoded: words[4])
    else { return nil }
    self.seen = seen
    self.others = others
    self.lost = lost
    self.latencies = latencies
    guard words.count == 6 else { return }
    for word in words[5].split(separator: ",") {
      guard let process = Int32(word) else { return nil }
      unknown.append(process)
    }
  }
}
