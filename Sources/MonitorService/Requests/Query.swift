internal import HTTPTypes
internal import KernelInterface
internal import PlainData
internal import ProcessEvents
internal import ProcessMonitor

/// What stands after the question mark; a plus sign stands for itself, as times have one.
struct Query: Sendable {
  private var values: [String: String] = [:]

  /// - Throws: what is wrong with it, such as a key that the route does not know.
  init(_ text: Substring, keys: [String]) throws(Problem) {
    for part in text.split(separator: "&") {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let key = PercentCoding.decode(pair[0]),
        let value = PercentCoding.decode(pair.count > 1 ? pair[1] : "")
      else { throw Problem(.badRequest, "The query is percent-encoded UTF-8.") }
      guard keys.contains(key) else {
        throw Problem(.badRequest, Self.unknown(key, among: keys))
      }
      guard values.updateValue(value, forKey: key) == nil else {
        throw Problem(.badRequest, "\"\(key)\" is there twice.")
      }
    }
  }

  private static func unknown(_ key: String, among keys: [String]) -> String {
    if let nearest = NearestWord.find(key, among: keys) {
      return "There is no parameter \"\(key)\" here: did you mean \"\(nearest)\"?"
    }
    if keys.isEmpty { return "There is no parameter \"\(key)\" here, nor any other." }
    return "There is no parameter \"\(key)\" here, only \(keys.joined(separator: ", "))."
  }

  /// What is there without a value counts as absent.
  subscript(key: String) -> String? { values[key].flatMap { $0.isEmpty ? nil : $0 } }

  func number<Number: FixedWidthInteger>(
    _ key: String, in range: ClosedRange<Number>
  ) throws(Problem) -> Number? {
    guard let text = self[key] else { return nil }
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Number(text),
      range.contains(number)
    else {
      throw Problem(
        .badRequest,
        "\"\(key)\" is a number from \(range.lowerBound) to \(range.upperBound).")
    }
    return number
  }

  func flag(_ key: String) throws(Problem) -> Bool {
    switch self[key] {
    case nil, "false": return false
    case "true": return true
    default: throw Problem(.badRequest, "\"\(key)\" is true or false.")
    }
  }

  /// A time in nanoseconds since 1970: RFC 3339, or a duration before now.
  func time(_ key: String) throws(Problem) -> UInt64? {
    guard let text = self[key] else { return nil }
    if let time = Timestamp.nanoseconds(text) { return time }
    if let milliseconds = ConfigurationQuantity.milliseconds(text) {
      let (nanoseconds, overflow) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
      let now = Clocks.realtime
      return overflow || nanoseconds > now ? 0 : now - nanoseconds
    }
    throw Problem(
      .badRequest, "\"\(key)\" is a time such as 2026-11-23T15:20:01Z, or a duration such as 1h30m."
    )
  }
}
