internal import ArgumentParser

/// A duration on the command line, such as `10s`, `500ms`, `1m30s` or `0`.
struct DurationArgument: ExpressibleByArgument, Hashable {
  var duration: Duration

  init(_ duration: Duration) { self.duration = duration }

  init?(argument: String) {
    if let seconds = Double(argument), argument.allSatisfy({ $0.isNumber || $0 == "." }) {
      guard seconds <= DurationArgument.longest else { return nil }
      duration = .seconds(seconds)
      return
    }
    var total = 0.0
    var rest = argument[...]
    while !rest.isEmpty {
      let number = rest.prefix { $0.isNumber || $0 == "." }
      rest.removeFirst(number.count)
      let unit = rest.prefix { $0.isLetter }
      rest.removeFirst(unit.count)
      guard let value = Double(number), let factor = DurationArgument.units[String(unit)] else {
        return nil
      }
      total += value * factor
    }
    guard !argument.isEmpty, total <= DurationArgument.longest else { return nil }
    duration = .seconds(total)
  }

  /// Seconds; beyond any use, and far from where the arithmetic ends.
  private static let longest = 1e9

  private static let units: [String: Double] = [
    "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "min": 60, "h": 3600, "d": 86_400,
  ]

  /// As somebody would write it: `5ms`, `1s`.
  var defaultValueDescription: String {
    for (unit, size) in [("s", Duration.seconds(1)), ("ms", .milliseconds(1))]
    where duration >= size && .seconds(0) == duration - size * Int(duration / size) {
      return "\(Int(duration / size))\(unit)"
    }
    return "\(duration)"
  }

  static let defaultCompletionKind = CompletionKind.list(["100ms", "1s", "10s", "1m", "10m", "1h"])
}
