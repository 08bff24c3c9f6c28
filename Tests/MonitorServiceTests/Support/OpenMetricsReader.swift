import Foundation

/// Reads OpenMetrics strictly, as far as the daemon writes it: https://prometheus.io/docs/specs/om/open_metrics_spec/
struct OpenMetricsReader {
  struct Fault: Error, CustomStringConvertible {
    var description: String
  }

  struct Sample {
    var name: String
    var labels: [String: String]
    var value: Double
  }

  struct Family {
    var type: String
    var unit: String?
    var help: String?
    var samples: [Sample] = []
  }

  private(set) var families: [String: Family] = [:]
  private var current = ""

  init(_ text: String) throws {
    guard text.hasSuffix("\n# EOF\n") else { throw Fault(description: "no end") }
    for line in text.dropLast(7).split(separator: "\n", omittingEmptySubsequences: false) {
      do {
        if line.hasPrefix("# ") { try descriptor(line) } else { try sample(line) }
      } catch let fault as Fault {
        throw Fault(description: "\(fault): \(line)")
      }
    }
    for (name, family) in families { try check(name, family) }
  }

  private mutating func descriptor(_ line: Substring) throws {
    let words = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
    guard words.count == 4 else { throw Fault(description: "incomplete") }
    let name = String(words[2])
    guard name.wholeMatch(of: /[a-zA-Z_:][a-zA-Z0-9_:]*/) != nil else {
      throw Fault(description: "bad name")
    }
    if words[1] == "TYPE" {
      guard families[name] == nil else { throw Fault(description: "a family twice") }
      guard ["counter", "gauge", "histogram", "summary", "info"].contains(words[3]) else {
        throw Fault(description: "unknown type")
      }
      families[name] = Family(type: String(words[3]))
      current = name
      return
    }
    guard name == current, families[name]?.samples.isEmpty == true else {
      throw Fault(description: "out of order")
    }
    switch words[1] {
    case "UNIT":
      guard families[name]?.unit == nil, name.hasSuffix("_" + words[3]) else {
        throw Fault(description: "the name does not end with the unit")
      }
      families[name]?.unit = String(words[3])
    case "HELP":
      guard families[name]?.help == nil else { throw Fault(description: "help twice") }
      families[name]?.help = String(words[3])
    default: throw Fault(description: "unknown descriptor")
    }
  }

  private mutating func sample(_ line: Substring) throws {
    let form = /([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)/
    guard let match = line.wholeMatch(of: form), let value = Self.number(match.3) else {
      throw Fault(description: "no sample")
    }
    var labels: [String: String] = [:]
    var rest = match.2 ?? ""
    while !rest.isEmpty {
      let pair = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(,|$)/
      guard let found = rest.prefixMatch(of: pair) else { throw Fault(description: "bad labels") }
      guard labels.updateValue(String(found.2), forKey: String(found.1)) == nil else {
        throw Fault(description: "a label twice")
      }
      rest = rest[found.range.upperBound...]
    }
    guard var family = families[current] else { throw Fault(description: "no family") }
    let name = String(match.1)
    let suffixes: [String] =
      switch family.type {
      case "counter": ["_total"]
      case "histogram": ["_bucket", "_count", "_sum"]
      case "summary": ["_count", "_sum"]
      case "info": ["_info"]
      default: [""]
      }
    guard suffixes.contains(where: { name == current + $0 }) else {
      throw Fault(description: "not of the family \(current)")
    }
    if family.samples.contains(where: { $0.name == name && $0.labels == labels }) {
      throw Fault(description: "a sample twice")
    }
    if family.type != "gauge", value < 0 || value.isNaN { throw Fault(description: "negative") }
    family.samples.append(Sample(name: name, labels: labels, value: value))
    families[current] = family
  }

  private static func number(_ text: Substring) -> Double? {
    text == "+Inf"
      ? .infinity : text.first.map { "-0123456789".contains($0) } == true ? Double(text) : nil
  }

  private func check(_ name: String, _ family: Family) throws {
    guard family.help?.isEmpty == false else { throw Fault(description: "\(name) has no help") }
    guard family.type == "histogram" else { return }
    var series: [[String: String]: [(bound: Double, count: Double)]] = [:]
    for sample in family.samples where sample.name.hasSuffix("_bucket") {
      var labels = sample.labels
      guard let bound = labels.removeValue(forKey: "le").flatMap({ Self.number($0[...]) }) else {
        throw Fault(description: "\(name) has a bucket without bound")
      }
      series[labels, default: []].append((bound, sample.value))
    }
    for (labels, buckets) in series {
      let isRising = zip(buckets, buckets.dropFirst()).allSatisfy {
        $0.bound < $1.bound && $0.count <= $1.count
      }
      let count = family.samples.first { $0.name == name + "_count" && $0.labels == labels }
      guard isRising, buckets.last?.bound == .infinity, count?.value == buckets.last?.count else {
        throw Fault(description: "\(name) has buckets that do not rise")
      }
    }
  }

  subscript(name: String, labels: [String: String] = [:]) -> Double? {
    families.values.lazy.flatMap(\.samples).first { $0.name == name && $0.labels == labels }?.value
  }
}
