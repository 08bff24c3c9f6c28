/// Numbers in few characters, for people.
enum NumberText {
  /// A rate in at most five characters: `0.3`, `12.5`, `340`, `9999`, `12.3k`, `1.2M`.
  static func rate(_ rate: Double) -> String {
    // Below a twentieth nothing would be left of it, which is not nothing.
    if rate > 0, rate < 0.05 { return "<0.1" }
    if rate < 99.95 { return tenths(rate) }
    return count(UInt64(rate.rounded()))
  }

  /// A count in at most five characters: `9999`, `12.3k`, `456k`, `1.2M`.
  static func count(_ count: UInt64) -> String {
    if count < 10_000 { return "\(count)" }
    var value = Double(count)
    for unit in ["k", "M", "G", "T", "P"] {
      value /= 1000
      if value < 99.95 { return tenths(value) + unit }
      if value < 999.5 { return "\(Int(value.rounded()))" + unit }
    }
    return "many"
  }

  /// A whole number with its thousands apart: `8,000`.
  static func grouped(_ number: Int) -> String {
    let digits = String(number.magnitude)
    let groups = stride(from: digits.count, to: 0, by: -3).reversed().map { end in
      digits.prefix(end).suffix(end > 3 ? 3 : end)
    }
    return (number < 0 ? "-" : "") + groups.joined(separator: ",")
  }

  /// So many of something: `1 round`, `5 rounds`.
  static func counted(_ count: UInt64, _ noun: String) -> String {
    count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
  }

  static func tenths(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  /// A duration in at most seven characters: `850 us`, `12.3 ms`, `4.5 s`, `3m12s`, `2h05m`, `5d03h`.
  static func duration(nanoseconds: UInt64) -> String {
    let microseconds = nanoseconds / 1000
    if microseconds < 1000 { return "\(microseconds) us" }
    if microseconds < 999_950 { return tenths(Double(microseconds) / 1000) + " ms" }
    let seconds = nanoseconds / 1_000_000_000
    if seconds < 60 { return tenths(Double(nanoseconds) / 1e9) + " s" }
    if seconds < 3600 { return "\(seconds / 60)m\(twoDigits(seconds % 60))s" }
    let minutes = seconds / 60
    if minutes < 1440 { return "\(minutes / 60)h\(twoDigits(minutes % 60))m" }
    return "\(minutes / 1440)d\(twoDigits(minutes / 60 % 24))h"
  }

  /// The time of a run: `0:07`, `12:34`, `3:04:05`.
  static func runTime(seconds: UInt64) -> String {
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
    let rest = ":\(twoDigits(seconds % 60))"
    return hours > 0 ? "\(hours):\(twoDigits(minutes))\(rest)" : "\(minutes)\(rest)"
  }

  private static func twoDigits(_ number: UInt64) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }
}

extension NumberText {
  /// The time between two drawings: `100 ms`, `1 s`, `1.5 s`.
  static func interval(_ nanoseconds: UInt64) -> String {
    let milliseconds = nanoseconds / 1_000_000
    if milliseconds < 1000 { return "\(milliseconds) ms" }
    return milliseconds % 1000 == 0
      ? "\(milliseconds / 1000) s" : tenths(Double(milliseconds) / 1000) + " s"
  }

  /// How long ago something was, in at most three characters: `7s`, `12m`, `3h`, `99d`.
  static func age(nanoseconds: UInt64) -> String {
    let seconds = nanoseconds / 1_000_000_000
    if seconds < 60 { return "\(seconds)s" }
    if seconds < 3600 { return "\(seconds / 60)m" }
    return seconds < 86_400 ? "\(seconds / 3600)h" : "\(min(99, seconds / 86_400))d"
  }

  /// A share of one: `0.4 %`, `37 %`.
  static func percent(_ share: Double) -> String {
    share < 0.1 ? tenths(share * 100) + " %" : "\(Int((share * 100).rounded())) %"
  }
}
