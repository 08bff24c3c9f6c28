/// What one who listened has seen of one load.
struct ContenderReport: Hashable {
  /// The end of a process of which the kernel does not tell the parent.
  struct UnknownEnd: Hashable {
    var process: Int32
    /// Nanoseconds.
    var latency: UInt64
  }

  /// Events of the load.
  var seen = 0
  /// Events of others on the machine.
  var others = 0
  /// What the listener itself knows to have lost, of all.
  var lost: UInt64 = 0
  /// Ends that are the load's if their processes are among its children, which the listener does not know.
  var unknown: [UnknownEnd] = []
  var latencies = LatencyHistogram()

  var encoded: String {
    let list = unknown.map { ",\($0.process):\($0.latency)" }.joined()
    return "report \(seen) \(others) \(lost) \(latencies.encoded) \(list)"
  }

  /// Decides of whom it is not known.
  mutating func settle(children: Set<Int32>) {
    for end in unknown {
      if children.contains(end.process) {
        seen += 1
        latencies.record(end.latency)
      } else {
        others += 1
      }
    }
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
      let numbers = word.split(separator: ":").map { UInt64($0) }
      guard numbers.count == 2, let process = numbers[0].flatMap({ Int32(exactly: $0) }),
        let latency = numbers[1]
      else { return nil }
      unknown.append(UnknownEnd(process: process, latency: latency))
    }
  }
}
