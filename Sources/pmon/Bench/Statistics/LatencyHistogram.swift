/// How often each latency was seen, in buckets whose width grows with the latency: what is read from it is at most
/// 1/128 more than what was recorded, and never less.
///
/// The idea is HdrHistogram's (http://hdrhistogram.org); the package hdrhistogram-swift would bring three others with
/// it and Foundation.
struct LatencyHistogram: Hashable {
  private var counts = [UInt64](repeating: 0, count: bucketCount)
  private(set) var count: UInt64 = 0
  /// The greatest that was recorded, exactly; nanoseconds.
  private(set) var maximum: UInt64 = 0

  private static let precision = 7
  private static let bucketsPerOctave = 1 << precision
  /// Some two hours; what is longer counts as this.
  private static let longest: UInt64 = 1 << 43 - 1
  private static let bucketCount = bucket(of: longest) + 1

  /// - Parameter nanoseconds: of each of `times` events.
  mutating func record(_ nanoseconds: UInt64, times: UInt64 = 1) {
    counts[Self.bucket(of: min(nanoseconds, Self.longest))] += times
    count += times
    maximum = max(maximum, nanoseconds)
  }

  mutating func merge(_ other: LatencyHistogram) {
    for index in counts.indices { counts[index] += other.counts[index] }
    count += other.count
    maximum = max(maximum, other.maximum)
  }

  /// The latency that this share of the events did not exceed, in nanoseconds; nil where there are none.
  func value(atQuantile quantile: Double) -> UInt64? {
    guard count > 0 else { return nil }
    let rank = max(1, UInt64((quantile * Double(count)).rounded(.up)))
    var seen: UInt64 = 0
    for index in counts.indices {
      seen += counts[index]
      if seen >= rank { return min(Self.upperEdge(of: index), maximum) }
    }
    return maximum
  }

  /// Octave by octave; the first two have buckets of one nanosecond.
  private static func bucket(of value: UInt64) -> Int {
    let shift = max(0, 63 - value.leadingZeroBitCount - precision)
    return shift * bucketsPerOctave + Int(value >> UInt64(shift))
  }

  private static func upperEdge(of bucket: Int) -> UInt64 {
    let shift = max(0, bucket / bucketsPerOctave - 1)
    let lower = UInt64(bucket - shift * bucketsPerOctave) << UInt64(shift)
    return lower + (1 << UInt64(shift)) - 1
  }
}

extension LatencyHistogram {
  /// Such as `1290/12:3/400:1`: the maximum, and buckets with their counts.
  var encoded: String {
    counts.indices.filter { counts[$0] > 0 }.reduce(into: "\(maximum)") {
      $0 += "/\($1):\(counts[$1])"
    }
  }

  /// - Returns: nil where it is none that ``encoded`` has made.
  init?(encoded: some StringProtocol) {
    let parts = encoded.split(separator: "/", omittingEmptySubsequences: false)
    guard let maximum = parts.first.flatMap({ UInt64($0) }) else { return nil }
    for part in parts.dropFirst() {
      let numbers = part.split(separator: ":").map { UInt64($0) }
      guard numbers.count == 2, let index = numbers[0], let times = numbers[1],
        index < UInt64(counts.count)
      else { return nil }
      counts[Int(index)] += times
      count += times
    }
    self.maximum = maximum
  }
}
