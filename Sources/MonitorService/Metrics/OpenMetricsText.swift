/// Writes OpenMetrics 1.0: https://prometheus.io/docs/specs/om/open_metrics_spec/
struct OpenMetricsText {
  static let type = "application/openmetrics-text; version=1.0.0; charset=utf-8"

  typealias Labels = [(name: String, value: String)]

  enum Kind: String, Hashable, Sendable {
    case counter, gauge, histogram, summary, info
  }

  private var text = ""
  private var families: Set<String> = []

  /// Begins a family of samples, which follow at once.
  ///
  /// - Parameters:
  ///   - name: without `_total` and the like; with the unit at its end.
  ///   - unit: empty is none.
  /// - Returns: false where there is such a family already; then its samples are to be left out.
  @discardableResult
  mutating func family(_ name: String, _ kind: Kind, unit: String = "", help: String) -> Bool {
    guard families.insert(name).inserted else { return false }
    text += "# TYPE \(name) \(kind.rawValue)\n"
    if !unit.isEmpty { text += "# UNIT \(name) \(unit)\n" }
    text += "# HELP \(name) \(Self.escaped(help))\n"
    return true
  }

  mutating func sample(_ name: String, _ labels: Labels = [], _ value: String) {
    text += name
    if !labels.isEmpty {
      let pairs = labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }
      text += "{" + pairs.joined(separator: ",") + "}"
    }
    text += " \(value)\n"
  }

  /// The samples of a histogram.
  ///
  /// - Parameters:
  ///   - bounds: rising.
  ///   - counts: of each bound, how many were at most as large and larger than the bound before.
  mutating func histogram(
    _ name: String, _ labels: Labels = [], bounds: [Double], counts: [UInt64], overflow: UInt64,
    sum: Double
  ) {
    var count: UInt64 = 0
    for (bound, number) in zip(bounds, counts) {
      count += number
      sample(name + "_bucket", labels + [("le", "\(bound)")], "\(count)")
    }
    count += overflow
    sample(name + "_bucket", labels + [("le", "+Inf")], "\(count)")
    sample(name + "_count", labels, "\(count)")
    sample(name + "_sum", labels, "\(sum)")
  }

  /// The whole, with its end.
  var finished: String { text + "# EOF\n" }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\"": result += "\\\""
      case "\n": result += "\\n"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A name made of a label such as `http.server.active_requests`.
  static func name(_ label: String) -> String {
    let name = label.unicodeScalars.map { scalar in
      let isPlain =
        scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
      return isPlain ? Character(scalar) : "_"
    }
    let text = String(name)
    return text.first?.isLetter == true ? text : "_" + text
  }
}
