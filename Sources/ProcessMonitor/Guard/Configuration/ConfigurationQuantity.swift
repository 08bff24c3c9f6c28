/// Durations and sizes as the configuration has them.
package enum ConfigurationQuantity {
  /// Milliseconds of a duration such as `500ms`, `30s`, `1h30m` or `2d`; nil where it is none.
  package static func milliseconds(_ text: String) -> UInt64? {
    sum(of: text, units: ["ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000])
  }

  /// Bytes of a size such as `4096`, `64KiB` or `1GiB`; nil where it is none.
  static func bytes(_ text: String) -> UInt64? {
    let units: [String: UInt64] = ["KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30]
    return UInt64(digits: text) ?? sum(of: text, units: units)
  }

  /// The sum of numbers with their units, each unit smaller than the one before.
  private static func sum(of text: String, units: [String: UInt64]) -> UInt64? {
    var rest = Substring(text)
    var sum: UInt64 = 0
    var last = UInt64.max
    repeat {
      let digits = rest.prefix { ("0"..."9").contains($0) }
      rest = rest.dropFirst(digits.count)
      let unit = rest.prefix { !("0"..."9").contains($0) }
      rest = rest.dropFirst(unit.count)
      guard let number = UInt64(digits: digits), let factor = units[String(unit)], factor < last
      else { return nil }
      last = factor
      let (product, isTooLarge) = number.multipliedReportingOverflow(by: factor)
      let (next, overflow) = sum.addingReportingOverflow(product)
      if isTooLarge || overflow { return nil }
      sum = next
    } while !rest.isEmpty
    return sum
  }
}

extension UInt64 {
  /// Takes digits only, where the standard initializer takes a sign as well.
  fileprivate init?(digits: some StringProtocol) {
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return nil
    }
    self.init(digits)
  }
}
